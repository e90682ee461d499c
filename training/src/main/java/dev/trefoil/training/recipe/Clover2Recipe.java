package dev.trefoil.training.recipe;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.drafter.clover2.Clover2Network;
import dev.trefoil.drafter.recurrent.DraftEmbedding;
import dev.trefoil.training.draft.DraftConfigFile;
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

/// Clover-2 (Xiao et al. 2024b): five recurrent heads that learn the target's last hidden states
/// and its distributions at once, from the texts' own tokens.
///
/// The augmenting layers start from the target's last layer, as in the paper's experiments (later
/// code takes the first by a slip). The copies of the output head that published files hold are
/// left out: drafters take the target's. The published rate falls towards a nominal end that the
/// published run never reaches; here it reaches its floor at the end of the run.
public final class Clover2Recipe implements DraftRecipe {
  private static final String WEIGHTS = "model.safetensors";
  private static final int WARMUP_STEPS = 2000; // 8000 scheduler steps of four processes

  private final Clover2Settings settings;

  public Clover2Recipe(Clover2Settings settings) {
    this.settings = settings;
  }

  @Override
  public String method() {
    return "clover2";
  }

  @Override
  public SequencedMap<String, Object> settings() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("heads", settings.heads());
    fields.put("layers", settings.layers());
    fields.put("regression", settings.regression());
    fields.put("cross-entropy", settings.crossEntropy());
    fields.put("decay", settings.decay());
    fields.put("initial-noise", settings.initialNoise());
    fields.put("noise", settings.noise());
    return fields;
  }

  @Override
  public DraftDefaults defaults() {
    DraftOptimisation optimisation =
        new DraftOptimisation(1e-3, RateShape.LINEAR, 0, WARMUP_STEPS, 0.9, 0.95, 0.01, 0.5, 0);
    return new DraftDefaults(optimisation, 16, 1, 21, 1 + (settings.heads() + 3) / 4);
  }

  @Override
  public DraftFiles start(DraftStart start) {
    TargetModel target = start.target();
    int hidden = target.config().hiddenSize();
    InitialValues values = new InitialValues(start.seed());
    SequencedMap<String, HostTensor> tensors = new LinkedHashMap<>();
    decoder(tensors, values, "clover_head_mlp_rnn", hidden);
    for (int layer = 0; layer < settings.layers(); layer++) {
      tensors.putAll(LayerCopy.of(target, target.config().layers() - 1, "layers." + layer + "."));
    }
    tensors.put("clover_norm.weight", LayerCopy.floats(target.finalNorm()));
    identity(tensors, values, "clover_head_mlp", hidden, hidden);
    decoder(tensors, values, "clover_head_mlp_rnn2", hidden);
    identity(tensors, values, "clover_head_mlp2", hidden, 2 * hidden);
    tensors.put("clover_head_norm.weight", LayerCopy.floats(target.finalNorm()));
    SequencedMap<String, byte[]> others = new LinkedHashMap<>();
    others.put("config.json", config(target.config()));
    return DraftFiles.trained(WEIGHTS, tensors, others);
  }

  private void decoder(
      Map<String, HostTensor> tensors, InitialValues values, String prefix, int hidden) {
    tensors.put(prefix + ".input_layernorm.weight", InitialValues.constant(1, hidden));
    identity(tensors, values, prefix + ".q", hidden, hidden);
    identity(tensors, values, prefix + ".k", hidden, hidden);
    String value = prefix + ".v.weight";
    tensors.put(value, values.uniform(value, 0, settings.initialNoise(), hidden, hidden));
    tensors.put(prefix + ".v.bias", InitialValues.constant(0, hidden));
  }

  private void identity(
      Map<String, HostTensor> tensors, InitialValues values, String prefix, int out, int in) {
    String weight = prefix + ".weight";
    tensors.put(weight, values.identity(weight, settings.initialNoise(), out, in));
    tensors.put(prefix + ".bias", InitialValues.constant(0, out));
  }

  private byte[] config(ModelConfig target) {
    SequencedMap<String, Object> fields = DraftConfigFile.llama(target, 1);
    Map<String, Object> clover = new LinkedHashMap<>();
    clover.put("num_heads", settings.heads());
    clover.put("num_layers", settings.layers());
    clover.put("heads_coefficient", 1.0);
    clover.put("decay_coefficient", settings.decay());
    fields.put("clover", clover);
    return DraftConfigFile.bytes(fields);
  }

  @Override
  public TrainableDraft open(FrozenTarget target, TensorSource weights) {
    ModelConfig config = target.target().config();
    Clover2Network network =
        new Clover2Network(
            config.plain(),
            settings.layers(),
            settings.heads(),
            target.backend(),
            weights,
            DraftEmbedding.find(weights, target.weights(), config),
            config.contextLength());
    return new Clover2Draft(settings, target, network);
  }
}
