package dev.trefoil.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads a Hugging Face `tokenizer.json`: vocabulary and decoder here, encoding by the native code.
final class TokenizerJson {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  /// Far above any real vocabulary; keeps a hostile id from allocating all memory.
  private static final int LARGEST_ID = 1 << 24;

  private TokenizerJson() {}

  static Tokenizer load(Path file) {
    try {
      String json = Files.readString(file);
      JsonNode root = MAPPER.readTree(json);
      if (!(root instanceof ObjectNode object) || !root.path("model").isObject()) {
        throw new IllegalArgumentException("no object with a 'model' inside: not a tokenizer.json");
      }
      NativeHazards.refuse(object);
      Vocabulary vocabulary = vocabulary(object);
      DecodingRules decoding = DecoderJson.read(object.path("decoder"), vocabulary);
      return new Tokenizer(encoder(json), vocabulary, decoding, file);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": not UTF-8, so not a tokenizer.json", e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(file + ": broken JSON: " + firstLine(e), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /// The literal tokenizer is rarely needed, so its text is made when it is, from the file as it
  /// was.
  private static NativeEncoder encoder(String json) {
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    try {
      return new NativeEncoder(json, () -> literal(new String(utf8, StandardCharsets.UTF_8)));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("refused by the tokenizer library: " + firstLine(e), e);
    }
  }

  /// The same tokenizer without special tokens.
  private static String literal(String json) {
    ObjectNode root = (ObjectNode) MAPPER.readTree(json);
    ArrayNode ordinary = MAPPER.createArrayNode();
    for (JsonNode token : root.path("added_tokens")) {
      if (!token.path("special").asBoolean(false)) {
        ordinary.add(token);
      }
    }
    root.set("added_tokens", ordinary);
    root.putNull("post_processor");
    return root.toString();
  }

  private static Vocabulary vocabulary(ObjectNode root) {
    JsonNode model = root.path("model").path("vocab");
    Map<String, Integer> ids = HashMap.newHashMap(model.size());
    if (model.isObject()) {
      model.properties().forEach(entry -> ids.put(entry.getKey(), id(entry.getValue())));
    } else if (model.isArray()) {
      int next = 0;
      for (JsonNode piece : model) {
        ids.put(piece.path(0).asString(""), next++);
      }
    } else {
      throw new IllegalArgumentException("model.vocab is neither an object nor a list");
    }
    BitSet special = new BitSet();
    for (JsonNode token : root.path("added_tokens")) {
      int id = id(token.path("id"));
      ids.put(token.path("content").asString(""), id);
      special.set(id, token.path("special").asBoolean(false));
    }
    if (ids.isEmpty()) {
      throw new IllegalArgumentException("the vocabulary is empty");
    }
    return new Vocabulary(ids, special);
  }

  private static int id(JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw new IllegalArgumentException("token id '" + node + "' is not an integer");
    }
    int id = node.intValue();
    if (id < 0 || id > LARGEST_ID) {
      throw new IllegalArgumentException(
          "token id %d is outside 0 to %d".formatted(id, LARGEST_ID));
    }
    return id;
  }

  private static String firstLine(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse(message);
  }
}
