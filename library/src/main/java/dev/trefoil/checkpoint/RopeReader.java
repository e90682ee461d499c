package dev.trefoil.checkpoint;

import java.util.List;
import java.util.Optional;

/// The rotary part of a config, in its three spellings: nothing, `rope_theta` with `rope_scaling`
/// (keys `type` or `rope_type`), and the newer block `rope_parameters` that holds both.
final class RopeReader {
  private static final float DEFAULT_THETA = 10_000f;
  private static final List<String> KINDS = List.of("default", "linear", "llama3");

  private RopeReader() {}

  static float theta(JsonFile config) {
    Optional<JsonFile> parameters = config.nested("rope_parameters");
    if (parameters.isPresent() && parameters.get().has("rope_theta")) {
      return parameters.get().positive("rope_theta");
    }
    return config.positive("rope_theta", DEFAULT_THETA);
  }

  static RopeScaling scaling(JsonFile config) {
    Optional<JsonFile> block =
        config.nested("rope_parameters").or(() -> config.nested("rope_scaling"));
    return block.map(RopeReader::parse).orElseGet(RopeScaling.None::new);
  }

  private static RopeScaling parse(JsonFile block) {
    String key = block.has("rope_type") ? "rope_type" : "type";
    if (!block.has(key) && block.has("rope_theta") && !block.has("factor")) {
      return new RopeScaling.None();
    }
    return switch (block.choice(key, KINDS)) {
      case "linear" -> new RopeScaling.Linear(block.positive("factor"));
      case "llama3" -> llama3(block);
      default -> new RopeScaling.None();
    };
  }

  private static RopeScaling llama3(JsonFile block) {
    float low = block.positive("low_freq_factor");
    float high = block.positive("high_freq_factor");
    if (!(high > low)) {
      throw block.refused(
          "\"high_freq_factor\" %s must be above \"low_freq_factor\" %s".formatted(high, low));
    }
    return new RopeScaling.Llama3(
        block.positive("factor"),
        low,
        high,
        block.integer("original_max_position_embeddings", 1, 1 << 26));
  }
}
