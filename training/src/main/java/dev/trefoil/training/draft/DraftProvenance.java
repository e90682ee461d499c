package dev.trefoil.training.draft;

import dev.trefoil.training.run.TrainState;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Where a draft comes from: its `trefoil.json`.
final class DraftProvenance {
  static final String FILE = "trefoil.json";
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private DraftProvenance() {}

  static byte[] json(
      DraftRecipe recipe,
      DraftOptions options,
      DraftInputs inputs,
      TrainState state,
      double epochs,
      Map<String, Double> metrics) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", "draft");
    fields.put("format", 1);
    fields.put("method", recipe.method());
    fields.put("made_by", "trefoil train " + recipe.method());
    fields.put("command", options.command());
    fields.put("target", options.targetName());
    fields.put("target_fingerprint", inputs.target().fingerprint());
    fields.put("data", names(options.data().train()));
    fields.put("data_fingerprint", inputs.dataFingerprint());
    fields.put("conversations", inputs.train().corpus().conversations());
    fields.put("settings", recipe.settings());
    fields.put("optimisation", options.optimisation().settings());
    fields.put("batch", options.data().batchConversations());
    fields.put("accumulate", options.data().accumulate());
    fields.put("max_tokens", inputs.maxTokens());
    fields.put("seed", options.seed());
    fields.put("dtype", options.precision().label());
    fields.put("steps", state.step());
    fields.put("tokens", state.tokens());
    fields.put("epochs", epochs);
    fields.put("seconds", Math.round(state.seconds()));
    fields.put("tokens_per_second", Math.round(state.tokens() / Math.max(1e-9, state.seconds())));
    fields.put("train_loss_last_step", state.trainLoss());
    fields.put("validation_loss", state.validationLoss());
    fields.put("metrics", metrics);
    return MAPPER.writeValueAsBytes(fields);
  }

  private static List<String> names(List<Path> files) {
    return files.stream().map(file -> String.valueOf(file.getFileName())).toList();
  }
}
