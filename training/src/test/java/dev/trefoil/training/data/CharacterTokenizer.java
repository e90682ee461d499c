package dev.trefoil.training.data;

import dev.trefoil.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// A tokenizer whose tokens are single bytes, and special tokens: what is marked can be counted by
/// hand.
final class CharacterTokenizer {
  private CharacterTokenizer() {}

  /// @param begin token that it puts before every text, or none if it is empty
  static Tokenizer create(Path directory, String begin, String... special) throws IOException {
    Map<String, Object> vocabulary = new LinkedHashMap<>();
    for (int value = 0; value < 256; value++) {
      vocabulary.put(spelling(value), value);
    }
    List<Map<String, Object>> added = new ArrayList<>();
    for (int i = 0; i < special.length; i++) {
      Map<String, Object> token = new LinkedHashMap<>();
      token.put("id", 256 + i);
      token.put("content", special[i]);
      for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
        token.put(flag, false);
      }
      token.put("special", true);
      added.add(token);
    }
    Map<String, Object> byteLevel =
        Map.of(
            "type",
            "ByteLevel",
            "add_prefix_space",
            false,
            "trim_offsets",
            true,
            "use_regex",
            false);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", "1.0");
    json.put("added_tokens", added);
    json.put("pre_tokenizer", byteLevel);
    json.put("decoder", byteLevel);
    if (!begin.isEmpty()) {
      json.put("post_processor", adding(begin, 256 + List.of(special).indexOf(begin)));
    }
    json.put("model", Map.of("type", "BPE", "vocab", vocabulary, "merges", List.of()));
    Path file = directory.resolve("tokenizer.json");
    Files.writeString(file, JsonMapper.shared().writeValueAsString(json));
    return Tokenizer.load(file);
  }

  private static Map<String, Object> adding(String begin, int id) {
    Map<String, Object> token = Map.of("SpecialToken", Map.of("id", begin, "type_id", 0));
    Map<String, Object> text = Map.of("Sequence", Map.of("id", "A", "type_id", 0));
    Map<String, Object> second = Map.of("Sequence", Map.of("id", "B", "type_id", 1));
    return Map.of(
        "type",
        "TemplateProcessing",
        "single",
        List.of(token, text),
        "pair",
        List.of(token, text, second),
        "special_tokens",
        Map.of(begin, Map.of("id", begin, "ids", List.of(id), "tokens", List.of(begin))));
  }

  /// GPT-2's letters for bytes: printable ones are themselves, the others come after 255.
  private static String spelling(int value) {
    int others = 0;
    for (int b = 0; b <= value; b++) {
      boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
      if (b == value) {
        return String.valueOf((char) (printable ? b : 256 + others));
      }
      others += printable ? 0 : 1;
    }
    throw new AssertionError("the loop ends at the value");
  }
}
