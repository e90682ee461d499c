package dev.trefoil.training.lm;

import dev.trefoil.training.run.TrainState;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where a model comes from: the content of its `trefoil.json`.
final class Provenance {
  private Provenance() {}

  static Map<String, Object> of(
      LmOptions options, LmInputs inputs, TrainState state, double epochs) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", "target");
    fields.put("format", 1);
    fields.put("made_by", "trefoil train lm");
    fields.put("command", options.command());
    fields.put("data_fingerprint", inputs.dataFingerprint());
    fields.put("seed", options.seed());
    fields.put("loss_scope", options.data().loss().label());
    LmOptimisation optimisation = options.optimisation();
    fields.put("peak_rate", optimisation.peakRate());
    fields.put("weight_decay", optimisation.weightDecay());
    fields.put("dtype", options.precision().label());
    fields.put("row_tokens", options.data().rowTokens());
    fields.put("batch_rows", options.data().batchRows());
    fields.put("steps", state.step());
    fields.put("tokens", state.tokens());
    fields.put("epochs", epochs);
    fields.put("train_loss_last_step", state.trainLoss());
    fields.put("validation_loss", state.validationLoss());
    fields.put("seconds", Math.round(state.seconds()));
    return fields;
  }
}
