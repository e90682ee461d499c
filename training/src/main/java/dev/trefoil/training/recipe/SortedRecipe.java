package dev.trefoil.training.recipe;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.drafter.sorted.ExitProfile;
import dev.trefoil.drafter.sorted.SortedDraft;
import dev.trefoil.drafter.sorted.SortedSettings;
import dev.trefoil.model.LlamaTensors;
import dev.trefoil.training.draft.DraftConfigFile;
import dev.trefoil.training.draft.DraftDefaults;
import dev.trefoil.training.draft.DraftFiles;
import dev.trefoil.training.draft.DraftOptimisation;
import dev.trefoil.training.draft.DraftRecipe;
import dev.trefoil.training.draft.DraftStart;
import dev.trefoil.training.draft.FrozenTarget;
import dev.trefoil.training.draft.LayerCopy;
import dev.trefoil.training.draft.TargetModel;
import dev.trefoil.training.draft.TrainableDraft;
import dev.trefoil.training.run.RateShape;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A draft with exits (Kavehzadeh et al. 2024): sorted fine-tuning (SoFT) trains all exits at once
/// by the plain mean of their losses, supervised fine-tuning (SFT) the last one alone.
///
/// The draft begins as the target's first layers with its embeddings, final norm and head; nothing
/// of it is frozen. The labels are the text's tokens, so a text that the target wrote itself makes
/// the draft follow the target.
///
/// @param layers of the draft; 0 for as large a part of the target as published, 12 of 32
/// @param exits numbers of layers, ascending, the last one all; empty for a half, three quarters
///   and all
/// @param sorted SoFT; false for SFT
public record SortedRecipe(int layers, List<Integer> exits, boolean sorted) implements DraftRecipe {
  /// SoFT as published.
  public static final SortedRecipe DEFAULT = new SortedRecipe(0, List.of(), true);

  /// 4 % of the published run: 68,000 conversations three times, 128 a step.
  private static final int WARMUP = 64;

  public SortedRecipe {
    exits = List.copyOf(exits);
    if (layers < 0 || layers > 1000) {
      throw new IllegalArgumentException(
          "--layers %d is not allowed; give 1 to the target's number of layers".formatted(layers));
    }
  }

  /// Parses `soft` (sorted fine-tuning) or `sft`.
  public static boolean isSorted(String objective) {
    return RecipeChecks.choice("--objective", objective, "soft", "sft") == 0;
  }

  /// Parses numbers of layers between commas; none of them stands for the default.
  public static List<Integer> exits(String list) {
    if (list.isBlank()) {
      return List.of();
    }
    try {
      return Arrays.stream(list.split(",", -1)).map(String::strip).map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--exits '%s' is not allowed; give numbers of layers, such as 6,9,12".formatted(list), e);
    }
  }

  @Override
  public String method() {
    return "sd2";
  }

  @Override
  public SequencedMap<String, Object> settings() {
    SequencedMap<String, Object> settings = new LinkedHashMap<>();
    settings.put("layers", layers);
    settings.put("exits", exits);
    settings.put("objective", sorted ? "soft" : "sft");
    return settings;
  }

  @Override
  public DraftDefaults defaults() {
    return new DraftDefaults(
        new DraftOptimisation(2e-5, RateShape.COSINE, 0, WARMUP, 0.9, 0.999, 0, 0, 1), 8, 16, 3, 1);
  }

  private int layersOf(ModelConfig target) {
    int chosen = layers == 0 ? Math.max(1, Math.round(target.layers() * 12 / 32f)) : layers;
    if (chosen > target.layers()) {
      throw new IllegalArgumentException(
          "--layers %d but the target has %d, from which the draft takes its first; give at most that many"
              .formatted(chosen, target.layers()));
    }
    return chosen;
  }

  private SortedSettings exitsOf(int depth) {
    if (exits.isEmpty()) {
      return SortedSettings.ofDepth(depth);
    }
    if (exits.getLast() != depth) {
      throw new IllegalArgumentException(
          "--exits %s for a draft of %d layers; the last exit must be after its last layer"
              .formatted(exits, depth));
    }
    return new SortedSettings(exits, ExitProfile.DEFAULT, Map.of());
  }

  @Override
  public DraftFiles start(DraftStart start) {
    TargetModel target = start.target();
    if (target.config().normalisedHead()) {
      throw new IllegalArgumentException(
          "the target %s scales the rows of its head to unit length, which a draft could not learn; train a draft of another kind"
              .formatted(target.name()));
    }
    int depth = layersOf(target.config());
    SequencedMap<String, HostTensor> tensors = new LinkedHashMap<>();
    for (String name :
        LlamaTensors.manifest(target.config().withLayers(depth)).expected().keySet()) {
      tensors.put(name, LayerCopy.floats(target.tensor(name)));
    }
    SequencedMap<String, Object> config = TargetFiles.config(target);
    config.put("num_hidden_layers", depth);
    SequencedMap<String, byte[]> files = TargetFiles.configOnly(config);
    Map<String, Object> exitList = Map.of("exits", exitsOf(depth).exits());
    files.put(SortedSettings.FILE, DraftConfigFile.bytes(exitList));
    files.putAll(TargetFiles.tokenizer(target));
    return DraftFiles.trained("model.safetensors", tensors, files);
  }

  @Override
  public TrainableDraft open(FrozenTarget target, TensorSource weights) {
    ModelConfig whole = target.target().config();
    int depth = layersOf(whole);
    SortedSettings settings = exitsOf(depth);
    SortedDraft draft =
        new SortedDraft(whole.withLayers(depth), target.backend(), weights, settings);
    int count = settings.exits().size();
    List<Double> weight =
        sorted ? Collections.nCopies(count, 1.0 / count) : HeadObjective.lastOf(count);
    return new ForcedDraft(
        new SortedForced(draft.network(), settings.exits()),
        new HeadObjective(weight, 1, 0),
        target);
  }
}
