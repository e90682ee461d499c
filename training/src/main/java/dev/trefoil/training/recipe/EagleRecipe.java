package dev.trefoil.training.recipe;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.drafter.eagle.EagleDraftConfig;
import dev.trefoil.drafter.eagle.EagleLoader;
import dev.trefoil.drafter.eagle.EagleVersion;
import dev.trefoil.training.draft.DraftConfigFile;
import dev.trefoil.training.draft.DraftDefaults;
import dev.trefoil.training.draft.DraftFiles;
import dev.trefoil.training.draft.DraftOptimisation;
import dev.trefoil.training.draft.DraftRecipe;
import dev.trefoil.training.draft.DraftStart;
import dev.trefoil.training.draft.FrozenTarget;
import dev.trefoil.training.draft.InitialValues;
import dev.trefoil.training.draft.TrainableDraft;
import dev.trefoil.training.run.RateShape;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// EAGLE-1 (Li et al. 2024), whose weights EAGLE-2 drafts with too: one decoder layer that learns
/// the target's next hidden state from the present one and the token after it.
///
/// The copy of the target's embedding that published files hold is left out: drafters take the
/// target's. The published batch is 4 on each GPU; four of them are assumed. The published rate
/// falls towards a nominal end that is never reached; here it reaches its floor at the end of the
/// run.
public final class EagleRecipe implements DraftRecipe {
  private static final String WEIGHTS = "model.safetensors";
  private static final int EPOCHS = 20;

  private final EagleSettings settings;

  public EagleRecipe(EagleSettings settings) {
    this.settings = settings;
  }

  @Override
  public String method() {
    return EagleVersion.EAGLE1.method();
  }

  @Override
  public SequencedMap<String, Object> settings() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("regression", settings.regression());
    fields.put("cross-entropy", settings.crossEntropy());
    fields.put("noise", settings.noise());
    return fields;
  }

  @Override
  public DraftDefaults defaults() {
    DraftOptimisation optimisation =
        new DraftOptimisation(3e-5, RateShape.LINEAR, 0, 2000, 0.9, 0.95, 0.01, 0.5, 0);
    return new DraftDefaults(optimisation, 16, 1, EPOCHS, 1);
  }

  @Override
  public DraftFiles start(DraftStart start) {
    ModelConfig config = start.target().config();
    int hidden = config.hiddenSize();
    InitialValues values = new InitialValues(start.seed());
    SequencedMap<String, HostTensor> tensors = new LinkedHashMap<>();
    EagleLayer.linear(tensors, values, "fc", hidden, 2 * hidden);
    tensors.put("fc.bias", values.linear("fc.bias", 2 * hidden, hidden));
    EagleLayer.put(tensors, values, config, "layers.0", hidden);
    SequencedMap<String, Object> fields = DraftConfigFile.llama(config, 1);
    fields.put("bias", true);
    return DraftFiles.trained(WEIGHTS, tensors, TargetFiles.configOnly(fields));
  }

  @Override
  public TrainableDraft open(FrozenTarget target, TensorSource weights) {
    ModelConfig layer = target.target().config().plain().withLayers(1);
    EagleDraftConfig config =
        new EagleDraftConfig(layer, true, false, layer.vocabularySize(), layer.hiddenSize());
    return new EagleDraft(
        settings, target, EagleLoader.load(config, weights, target.target(), EagleVersion.EAGLE1));
  }
}
