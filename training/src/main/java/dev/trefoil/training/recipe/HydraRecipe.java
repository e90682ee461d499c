package dev.trefoil.training.recipe;

import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.drafter.hydra.HydraNetwork;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hydra and Hydra++ (Ankner et al. 2024, sections 3 and 4): heads that know the tokens before the
/// one they guess. Hydra learns the text's tokens by cross entropy, Hydra++ the target's own
/// distribution, with a decoder layer before the heads, more blocks and dropout.
///
/// Heads begin with zero residual blocks, a random projection of their inputs, and copies of the
/// target's output head; the decoder layer begins random, as published. Biases, which the authors'
/// code leaves to chance, begin at zero.
///
/// @param heads how many tokens ahead are guessed
/// @param blocks of each head; from the second on they are one block applied again, as published
/// @param prefixLayer whether there is a decoder layer before the heads
/// @param ownOutputs whether each head has an output of its own, as published, or all share the
///   target's, which makes a far smaller draft
/// @param dropout share of each block's inputs that a step leaves out
/// @param labels factor of the cross entropy to the text's tokens
/// @param teacher factor of the cross entropy to the target's distribution
/// @param decay importance of each head's loss against the one before
public record HydraRecipe(
    int heads,
    int blocks,
    boolean prefixLayer,
    boolean ownOutputs,
    double dropout,
    double labels,
    double teacher,
    double decay)
    implements DraftRecipe {
  /// Hydra++ as published.
  public static final HydraRecipe PLUS_PLUS = new HydraRecipe(4, 4, true, true, 0.2, 0, 1, 1);

  /// Hydra as published: one block, the text's tokens.
  public static final HydraRecipe PLAIN = new HydraRecipe(4, 1, false, true, 0, 1, 0, 1);

  private static final Pattern LATER_BLOCK =
      Pattern.compile("(hydra_mlp\\.\\d+\\.)(\\d+)(\\.linear\\..*)");
  private static final String WEIGHTS = "hydra_lm_head.safetensors";
  private static final double DEVIATION = 0.02; // of the Llama layers of the authors' library

  public HydraRecipe {
    RecipeChecks.count("--heads", heads, 64);
    RecipeChecks.count("--layers", blocks, 64);
    RecipeChecks.weight("--decay", decay);
    RecipeChecks.objective(labels, teacher);
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "--dropout %s is not allowed; give 0 or more, below 1".formatted(dropout));
    }
  }

  @Override
  public String method() {
    return "hydra";
  }

  @Override
  public SequencedMap<String, Object> settings() {
    SequencedMap<String, Object> settings = new LinkedHashMap<>();
    settings.put("heads", heads);
    settings.put("layers", blocks);
    settings.put("prefix-layer", prefixLayer);
    settings.put("shared-outputs", !ownOutputs);
    settings.put("dropout", dropout);
    settings.put("label-weight", labels);
    settings.put("teacher-weight", teacher);
    settings.put("decay", decay);
    return settings;
  }

  @Override
  public DraftDefaults defaults() {
    return new DraftDefaults(
        new DraftOptimisation(5e-4, RateShape.COSINE, 0.33, 100, 0.9, 0.999, 0.1, 0, 1),
        4,
        8,
        10,
        2);
  }

  @Override
  public DraftFiles start(DraftStart start) {
    SequencedMap<String, HostTensor> tensors = new LinkedHashMap<>();
    HostTensor output = LayerCopy.floats(start.target().outputRows());
    InitialValues values = new InitialValues(start.seed());
    HydraNetwork.trainedManifest(start.target().config(), heads, blocks, prefixLayer, ownOutputs)
        .expected()
        .forEach(
            (name, shape) ->
                tensors.put(
                    name,
                    name.startsWith("hydra_lm_head.") && name.endsWith(".weight")
                        ? output
                        : initial(name, shape, values)));
    SequencedMap<String, Object> config = new LinkedHashMap<>();
    config.put("base_model_name_or_path", start.target().name());
    config.put("grounded_heads", true);
    config.put("hidden_state_offset", 0);
    config.put("hydra_head_arch", prefixLayer ? "prefix-mlp" : "mlp");
    config.put("hydra_num_heads", heads);
    config.put("hydra_num_layers", blocks);
    return new DraftFiles(
        WEIGHTS, tensors, Set.of(), copies(tensors.keySet()), TargetFiles.configOnly(config));
  }

  private static HostTensor initial(String name, long[] shape, InitialValues values) {
    if (name.endsWith("norm.weight")) {
      return InitialValues.constant(1, shape);
    }
    if (name.endsWith(".res_connection.weight")) {
      return values.linear(name, (int) shape[1], shape);
    }
    return name.endsWith(".bias") || name.endsWith(".linear.weight")
        ? InitialValues.constant(0, shape)
        : values.normal(name, DEVIATION, shape);
  }

  /// The blocks of a head behind its second, each the second again.
  private Map<String, String> copies(Set<String> names) {
    String second = prefixLayer ? "3" : "1"; // dropout modules count too
    Map<String, String> copies = new HashMap<>();
    for (String name : names) {
      Matcher later = LATER_BLOCK.matcher(name);
      if (later.matches() && Integer.parseInt(later.group(2)) > Integer.parseInt(second)) {
        copies.put(name, later.group(1) + second + later.group(3));
      }
    }
    return copies;
  }

  @Override
  public TrainableDraft open(FrozenTarget target, TensorSource weights) {
    HydraNetwork network = new HydraNetwork(target.target(), weights);
    return new ForcedDraft(
        new HydraForced(network, target.backend(), dropout),
        new HeadObjective(HeadObjective.decaying(heads, decay), labels, teacher),
        target);
  }
}
