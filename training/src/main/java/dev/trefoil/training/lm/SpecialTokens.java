package dev.trefoil.training.lm;

import dev.trefoil.text.Tokenizer;
import dev.trefoil.training.run.TrainingException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The ids of begin, end and padding; null where the tokenizer has none.
record SpecialTokens(@Nullable Integer begin, @Nullable Integer end, @Nullable Integer padding) {

  /// Reads the names from `tokenizer_config.json` and looks their ids up.
  static SpecialTokens of(String tokenizerConfig, Tokenizer tokenizer) {
    try {
      JsonNode config = HuggingFaceFiles.MAPPER.readTree(tokenizerConfig);
      return new SpecialTokens(
          id(config.get("bos_token"), tokenizer),
          id(config.get("eos_token"), tokenizer),
          id(config.get("pad_token"), tokenizer));
    } catch (JacksonException e) {
      throw new TrainingException("tokenizer_config.json: not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static @Nullable Integer id(@Nullable JsonNode token, Tokenizer tokenizer) {
    JsonNode name = token != null && token.isObject() ? token.get("content") : token;
    if (name == null || !name.isString()) {
      return null;
    }
    OptionalInt id = tokenizer.idOf(name.stringValue());
    return id.isPresent() ? (Integer) id.getAsInt() : null;
  }

  List<Integer> endTokens() {
    return end == null ? List.of() : List.of(end);
  }

  void putInto(Map<String, Object> fields) {
    if (begin != null) {
      fields.put("bos_token_id", begin);
    }
    if (end != null) {
      fields.put("eos_token_id", end);
    }
    if (padding != null) {
      fields.put("pad_token_id", padding);
    }
  }
}
