package dev.trefoil.training.recipe;

import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.drafter.medusa.MedusaHeads;
import dev.trefoil.training.draft.DraftDefaults;
import dev.trefoil.training.draft.DraftFiles;
import dev.trefoil.training.draft.DraftOptimisation;
import dev.trefoil.training.draft.DraftRecipe;
import dev.trefoil.training.draft.DraftStart;
import dev.trefoil.training.draft.FrozenTarget;
import dev.trefoil.training.draft.InitialValues;
import dev.trefoil.training.draft.LayerCopy;
import dev.trefoil.training.draft.TrainableDraft;
import dev.trefoil.training.run.RateShape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// Medusa-1 (Cai et al. 2024, section 2.2.1): the target stays as it is, each head learns the
/// text's token so many places ahead by cross entropy.
///
/// Heads begin as the target's own head over an untouched state: residual blocks are zero (their
/// biases too, which the authors' code leaves to chance), outputs are copies of the target's head.
/// The published code adds the heads' losses up; the paper's factor `0.8^k` is an option.
///
/// @param heads how many tokens ahead are guessed
/// @param blocks residual blocks of each head; as published, all are one block applied again
/// @param ownOutputs whether each head has an output of its own, or all share the target's
/// @param decay importance of each head's loss against the one before
public record MedusaRecipe(int heads, int blocks, boolean ownOutputs, double decay)
    implements DraftRecipe {
  /// As published; four heads are what the published trees use.
  public static final MedusaRecipe DEFAULT = new MedusaRecipe(4, 1, true, 1);

  private static final String WEIGHTS = "medusa_lm_head.safetensors";

  public MedusaRecipe {
    RecipeChecks.count("--heads", heads, 64);
    RecipeChecks.count("--layers", blocks, 64);
    RecipeChecks.weight("--decay", decay);
  }

  @Override
  public String method() {
    return "medusa";
  }

  @Override
  public SequencedMap<String, Object> settings() {
    SequencedMap<String, Object> settings = new LinkedHashMap<>();
    settings.put("heads", heads);
    settings.put("layers", blocks);
    settings.put("shared-outputs", !ownOutputs);
    settings.put("decay", decay);
    return settings;
  }

  @Override
  public DraftDefaults defaults() {
    return new DraftDefaults(
        new DraftOptimisation(
            1e-3, RateShape.COSINE, 0, RecipeChecks.MEDUSA_WARMUP, 0.9, 0.999, 0, 0, 1),
        8,
        16,
        2,
        1);
  }

  @Override
  public DraftFiles start(DraftStart start) {
    SequencedMap<String, HostTensor> tensors = new LinkedHashMap<>();
    HostTensor output = LayerCopy.floats(start.target().outputRows());
    MedusaHeads.trainedManifest(start.target().config(), heads, blocks, ownOutputs)
        .expected()
        .forEach(
            (name, shape) ->
                tensors.put(
                    name, name.contains(".linear.") ? InitialValues.constant(0, shape) : output));
    SequencedMap<String, Object> config = new LinkedHashMap<>();
    config.put("base_model_name_or_path", start.target().name());
    config.put("medusa_num_heads", heads);
    config.put("medusa_num_layers", blocks);
    if (!ownOutputs) {
      config.put("version", "2");
    }
    return new DraftFiles(
        WEIGHTS, tensors, Set.of(), copies(tensors.keySet()), TargetFiles.configOnly(config));
  }

  /// The blocks of a head behind its first, each the first again.
  private static Map<String, String> copies(Set<String> names) {
    Map<String, String> copies = new HashMap<>();
    for (String name : names) {
      String original = name.replaceFirst("^(\\d+)\\.\\d+\\.linear\\.", "$1.0.linear.");
      if (!original.equals(name)) {
        copies.put(name, original);
      }
    }
    return copies;
  }

  @Override
  public TrainableDraft open(FrozenTarget target, TensorSource weights) {
    MedusaHeads network = new MedusaHeads(target.target(), weights, heads);
    return new ForcedDraft(
        new MedusaForced(network),
        new HeadObjective(HeadObjective.decaying(heads, decay), 1, 0),
        target);
  }
}
