package dev.trefoil.text;

import dev.trefoil.text.DecodingRules.Kind;
import dev.trefoil.text.DecodingRules.LeadingSpace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Turns the `decoder` of a `tokenizer.json` into [DecodingRules].
///
/// Known steps: `ByteLevel`, `Metaspace`, `Replace`, `ByteFallback`, `Fuse`, `Strip` and a
/// `Sequence` of them, which is what generating models use. One deviation: a run of byte tokens
/// that is broken somewhere keeps its whole characters (SentencePiece's own rule), where the
/// reference of this format marks every byte of the run; only so can whole characters be streamed.
final class DecoderJson {

  private final List<Replacement> replacements = new ArrayList<>();
  private LeadingSpace leading = new LeadingSpace.Keep();
  private boolean byteLevel;
  private boolean byteFallback;
  private boolean fused;

  private record Replacement(String from, String to) {}

  private DecoderJson() {}

  static DecodingRules read(JsonNode decoder, Vocabulary vocabulary) {
    DecoderJson reader = new DecoderJson();
    if (decoder.isObject()) {
      reader.add(decoder);
    }
    byte[] separator = decoder.isObject() ? new byte[0] : new byte[] {' '};
    return reader.rules(vocabulary, separator);
  }

  private void add(JsonNode step) {
    String type = step.path("type").asString("");
    switch (type) {
      case "Sequence" -> step.path("decoders").forEach(this::add);
      case "ByteLevel" -> byteLevel = true;
      case "ByteFallback" -> byteFallback = true;
      case "Fuse" -> fused = true;
      case "Metaspace" -> metaspace(step);
      case "Replace" -> replace(step);
      case "Strip" -> strip(step);
      default ->
          throw new IllegalArgumentException(
              "decoder type '%s' is not supported; ByteLevel, Metaspace, Replace, ByteFallback, Fuse and Strip are"
                  .formatted(type));
    }
  }

  private void metaspace(JsonNode step) {
    replacements.add(new Replacement(step.path("replacement").asString("▁"), " "));
    boolean prefixed = step.path("add_prefix_space").asBoolean(true);
    if (prefixed && !step.path("prepend_scheme").asString("always").equals("never")) {
      leading = new LeadingSpace.StripFirstToken();
    }
  }

  private void replace(JsonNode step) {
    String from = step.path("pattern").path("String").asString("");
    if (from.isEmpty()) {
      throw new IllegalArgumentException("decoder step Replace needs a pattern of type String");
    }
    replacements.add(new Replacement(from, step.path("content").asString("")));
  }

  private void strip(JsonNode step) {
    boolean spaces = step.path("content").asString("").equals(" ");
    if (!spaces || !fused || step.path("stop").asInt(0) != 0) {
      throw new IllegalArgumentException(
          "decoder step Strip is supported for spaces at the start of the fused text only");
    }
    leading = new LeadingSpace.StripText(step.path("start").asInt(0));
  }

  private DecodingRules rules(Vocabulary vocabulary, byte[] separator) {
    int size = vocabulary.size();
    byte[][] bytes = new byte[size][];
    Kind[] kinds = new Kind[size];
    Arrays.fill(kinds, byteLevel ? Kind.BYTES : Kind.TEXT);
    for (int id = 0; id < size; id++) {
      String token = vocabulary.tokenOf(id);
      if (byteFallback && isByte(token)) {
        bytes[id] = new byte[] {(byte) HexFormat.fromHexDigits(token, 3, 5)};
        kinds[id] = Kind.BYTES;
      } else {
        bytes[id] = bytesOf(token);
      }
    }
    return new DecodingRules(bytes, kinds, leading, byteFallback, separator);
  }

  private byte[] bytesOf(String token) {
    String text = token;
    for (Replacement replacement : replacements) {
      text = text.replace(replacement.from(), replacement.to());
    }
    return byteLevel ? ByteLevelAlphabet.bytesOf(text) : text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isByte(String token) {
    return token.length() == 6
        && token.startsWith("<0x")
        && token.endsWith(">")
        && HexFormat.isHexDigit(token.charAt(3))
        && HexFormat.isHexDigit(token.charAt(4));
  }
}
