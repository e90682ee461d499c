package dev.trefoil.text;

import dev.trefoil.text.sentencepiece.SentencePieceModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What goes around a sequence: begin and end token.
///
/// Llama's convention is a begin token and no end token; a `tokenizer_config.json` beside the model
/// file may say otherwise (`add_bos_token`, `add_eos_token`).
record SurroundingTokens(OptionalInt begin, OptionalInt end) {

  static SurroundingTokens read(Path config, SentencePieceModel model) {
    boolean begin = true;
    boolean end = false;
    if (Files.isRegularFile(config)) {
      JsonNode root = json(config);
      begin = root.path("add_bos_token").asBoolean(begin);
      end = root.path("add_eos_token").asBoolean(end);
    }
    return new SurroundingTokens(
        begin ? model.beginId() : OptionalInt.empty(), end ? model.endId() : OptionalInt.empty());
  }

  private static JsonNode json(Path config) {
    try {
      return JsonMapper.shared().readTree(Files.readString(config));
    } catch (IOException e) {
      throw new UncheckedIOException(config + ": cannot be read: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          config
              + ": broken JSON: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          e);
    }
  }
}
