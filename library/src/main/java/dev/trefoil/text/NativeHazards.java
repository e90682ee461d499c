package dev.trefoil.text;

import tools.jackson.databind.JsonNode;

/// Finds what makes the native tokenizer abort the whole process instead of reporting an error.
///
/// Its parser is strict but does not look across fields: a template of the post-processor may name
/// a token that is not defined beside it, and a compiled character map is used without being
/// checked.
final class NativeHazards {
  private NativeHazards() {}

  /// Refuses a `tokenizer.json` that the native code cannot be trusted with.
  ///
  /// @throws IllegalArgumentException naming the field
  static void refuse(JsonNode root) {
    refusePrecompiled(root.path("normalizer"));
    refuseUndefinedTokens(root.path("post_processor"));
  }

  private static void refusePrecompiled(JsonNode normalizer) {
    if (normalizer.path("type").asString("").equals("Precompiled")) {
      throw new IllegalArgumentException(
          "normalizer type 'Precompiled' is not supported; use the model's SentencePiece file tokenizer.model instead");
    }
    normalizer.path("normalizers").forEach(NativeHazards::refusePrecompiled);
  }

  private static void refuseUndefinedTokens(JsonNode processor) {
    processor.path("processors").forEach(NativeHazards::refuseUndefinedTokens);
    JsonNode defined = processor.path("special_tokens");
    for (String template : new String[] {"single", "pair"}) {
      for (JsonNode part : processor.path(template)) {
        String token = part.path("SpecialToken").path("id").asString("");
        if (part.has("SpecialToken") && !defined.has(token)) {
          throw new IllegalArgumentException(
              "the template '%s' of post_processor names the token '%s', which its special_tokens do not define"
                  .formatted(template, token));
        }
      }
    }
  }
}
