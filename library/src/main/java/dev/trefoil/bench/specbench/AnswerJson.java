package dev.trefoil.bench.specbench;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Answer lines as JSON, written byte for byte as Python's `json.dumps` writes Spec-Bench's: a
/// space after colon and comma, everything outside ASCII escaped.
final class AnswerJson {
  private AnswerJson() {}

  /// @throws IllegalArgumentException that says which field is wrong
  static AnswerLine read(JsonNode line) {
    List<AnswerChoice> choices = new ArrayList<>();
    for (JsonNode choice : JsonFields.list(line, "choices")) {
      choices.add(choice(choice, choices.size()));
    }
    return new AnswerLine(
        JsonFields.wholeNumber(line, "question_id"),
        JsonFields.has(line, "category") ? JsonFields.text(line, "category") : "",
        JsonFields.has(line, "answer_id") ? JsonFields.text(line, "answer_id") : "",
        JsonFields.has(line, "model_id") ? JsonFields.text(line, "model_id") : "",
        choices,
        JsonFields.has(line, "tstamp")
            ? JsonFields.number(JsonFields.required(line, "tstamp"), "tstamp")
            : 0);
  }

  private static AnswerChoice choice(JsonNode choice, int place) {
    boolean specBench = JsonFields.has(choice, "decoding_steps");
    return new AnswerChoice(
        JsonFields.has(choice, "index")
            ? Math.toIntExact(JsonFields.wholeNumber(choice, "index"))
            : place,
        JsonFields.texts(choice, "turns"),
        JsonFields.counts(choice, specBench ? "decoding_steps" : "idxs"),
        JsonFields.counts(choice, "new_tokens"),
        JsonFields.numbers(choice, "wall_time"),
        JsonFields.has(choice, "accept_lengths")
            ? JsonFields.counts(choice, "accept_lengths")
            : List.of(),
        JsonFields.has(choice, "prefill_time")
            ? JsonFields.numbers(choice, "prefill_time")
            : List.of());
  }

  /// One line, without the line break.
  static String write(AnswerLine line) {
    StringBuilder json = new StringBuilder(512);
    json.append("{\"question_id\": ").append(line.questionId());
    json.append(", \"category\": ").append(quoted(line.category()));
    json.append(", \"answer_id\": ").append(quoted(line.answerId()));
    json.append(", \"model_id\": ").append(quoted(line.modelId()));
    json.append(", \"choices\": ").append(list(line.choices(), AnswerJson::write));
    json.append(", \"tstamp\": ").append(number(line.timestampSeconds()));
    return json.append('}').toString();
  }

  private static String write(AnswerChoice choice) {
    StringBuilder json = new StringBuilder(256);
    json.append("{\"index\": ").append(choice.index());
    json.append(", \"turns\": ").append(list(choice.turns(), AnswerJson::quoted));
    json.append(", \"decoding_steps\": ").append(list(choice.decodingSteps(), String::valueOf));
    json.append(", \"new_tokens\": ").append(list(choice.newTokens(), String::valueOf));
    json.append(", \"wall_time\": ").append(list(choice.wallSeconds(), AnswerJson::number));
    json.append(", \"accept_lengths\": ").append(list(choice.acceptLengths(), String::valueOf));
    if (!choice.prefillSeconds().isEmpty()) {
      json.append(", \"prefill_time\": ").append(list(choice.prefillSeconds(), AnswerJson::number));
    }
    return json.append('}').toString();
  }

  private static <T> String list(List<T> values, Function<T, String> write) {
    return "[" + String.join(", ", values.stream().map(write).toList()) + "]";
  }

  /// The shortest decimal that reads back as the same double; never in exponent form where Python
  /// writes none.
  private static String number(double value) {
    double size = Math.abs(value);
    if (value != 0 && (size < 1e-4 || size >= 1e16)) {
      return Double.toString(value);
    }
    String plain = new BigDecimal(Double.toString(value)).toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        default -> {
          if (c < 0x20 || c > 0x7e) {
            json.append("\\u%04x".formatted((int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }
}
