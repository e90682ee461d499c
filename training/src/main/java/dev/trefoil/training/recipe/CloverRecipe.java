package dev.trefoil.training.recipe;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HeadGate;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.drafter.clover.CloverNetwork;
import dev.trefoil.drafter.clover.CloverShape;
import dev.trefoil.drafter.clover.CloverTensors;
import dev.trefoil.drafter.recurrent.DraftEmbedding;
import dev.trefoil.training.draft.DraftDefaults;
import dev.trefoil.training.draft.DraftFiles;
import dev.trefoil.training.draft.DraftOptimisation;
import dev.trefoil.training.draft.DraftRecipe;
import dev.trefoil.training.draft.DraftStart;
import dev.trefoil.training.draft.FrozenTarget;
import dev.trefoil.training.draft.InitialValues;
import dev.trefoil.training.draft.LayerCopy;
import dev.trefoil.training.draft.TargetModel;
import dev.trefoil.training.draft.TrainableDraft;
import dev.trefoil.training.run.RateShape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Clover (Xiao et al. 2024a, section 4.1): augmenting block, recurrent cell and residual blocks
/// learn to say the text's next tokens through the target's own head.
///
/// The augmenting block begins as the target's last layer, the cell as one that lets states pass
/// (queries and keys near the identity, values zero), the heads' blocks as the identity.
///
/// No code or loss was published. Decided here:
///
/// - The loss of a head is the cross entropy to the text's tokens, for the paper says that training
///   follows Medusa's. The options `label-weight` and `teacher-weight` ask for the target's
///   distribution instead or as well.
/// - Head `i` counts `0.7^i`, the factor of Clover-2's code. A factor common to all heads, such as
///   the 0.01 of that code's first version, would do nothing under AdamW.
/// - The noise on queries and keys has deviation 0.01, the scale of Clover-2's.
/// - Warm-up, weight decay, clipping and batch, of which the paper says nothing, are Medusa's.
///
/// @param heads how many tokens ahead are guessed
/// @param similarity of query and key in the cell
/// @param activated whether the cell's attention goes through SiLU
/// @param labels factor of the cross entropy to the text's tokens
/// @param teacher factor of the cross entropy to the target's distribution
/// @param decay importance of each head's loss against the one before
public record CloverRecipe(
    int heads,
    HeadGate.Similarity similarity,
    boolean activated,
    double labels,
    double teacher,
    double decay)
    implements DraftRecipe {
  /// As published where the paper speaks.
  public static final CloverRecipe DEFAULT =
      new CloverRecipe(3, HeadGate.Similarity.COSINE, true, 1, 0, 0.7);

  private static final double NOISE = 0.01;
  private static final String BLOCK = "layers.0.";

  public CloverRecipe {
    RecipeChecks.count("--heads", heads, 64);
    RecipeChecks.weight("--decay", decay);
    RecipeChecks.objective(labels, teacher);
  }

  /// Parses a name as in the config of a draft.
  public static HeadGate.Similarity similarity(String name) {
    return RecipeChecks.choice("--similarity", name, "cosine", "scaled_dot") == 0
        ? HeadGate.Similarity.COSINE
        : HeadGate.Similarity.SCALED_DOT;
  }

  /// Whether a name as in the config of a draft is that of an activation.
  public static boolean activated(String name) {
    return RecipeChecks.choice("--activation", name, "silu", "none") == 0;
  }

  @Override
  public String method() {
    return "clover";
  }

  @Override
  public SequencedMap<String, Object> settings() {
    SequencedMap<String, Object> settings = new LinkedHashMap<>();
    settings.put("heads", heads);
    settings.put("similarity", similarityName());
    settings.put("activation", activated ? "silu" : "none");
    settings.put("label-weight", labels);
    settings.put("teacher-weight", teacher);
    settings.put("decay", decay);
    return settings;
  }

  private String similarityName() {
    return switch (similarity) {
      case COSINE -> "cosine";
      case SCALED_DOT -> "scaled_dot";
    };
  }

  @Override
  public DraftDefaults defaults() {
    return new DraftDefaults(
        new DraftOptimisation(
            1e-3, RateShape.COSINE, 0, RecipeChecks.MEDUSA_WARMUP, 0.9, 0.999, 0, 0, 1),
        8,
        16,
        1,
        1 + heads);
  }

  private CloverShape shape(ModelConfig target) {
    return new CloverShape(target, heads, similarity, activated);
  }

  @Override
  public DraftFiles start(DraftStart start) {
    TargetModel target = start.target();
    SequencedMap<String, HostTensor> tensors =
        LayerCopy.of(target, target.config().layers() - 1, BLOCK);
    tensors.put("clover_norm.weight", LayerCopy.floats(target.finalNorm()));
    InitialValues values = new InitialValues(start.seed());
    CloverTensors.manifest(shape(target.config()))
        .expected()
        .forEach((name, shape) -> tensors.computeIfAbsent(name, _ -> initial(name, shape, values)));
    SequencedMap<String, Object> config = TargetFiles.config(target);
    config.remove("architectures");
    config.put("num_hidden_layers", 1);
    Map<String, Object> clover = new LinkedHashMap<>();
    clover.put("num_heads", heads);
    clover.put("similarity", similarityName());
    clover.put("activation", activated ? "silu" : "none");
    clover.put("decay_coefficient", decay);
    config.put("clover", clover);
    return DraftFiles.trained("model.safetensors", tensors, TargetFiles.configOnly(config));
  }

  private static HostTensor initial(String name, long[] shape, InitialValues values) {
    if (name.endsWith("layernorm.weight")) {
      return InitialValues.constant(1, shape);
    }
    return name.endsWith(".q.weight") || name.endsWith(".k.weight")
        ? values.identityAndNormal(name, NOISE, shape)
        : InitialValues.constant(0, shape);
  }

  @Override
  public TrainableDraft open(FrozenTarget target, TensorSource weights) {
    ModelConfig config = target.target().config();
    NamedTensor table = DraftEmbedding.find(weights, target.weights(), config);
    CloverNetwork network =
        new CloverNetwork(
            shape(config), heads, target.backend(), weights, table, config.contextLength());
    return new ForcedDraft(
        new CloverForced(network, target.target()),
        new HeadObjective(HeadObjective.decaying(heads, decay), labels, teacher),
        target);
  }
}
