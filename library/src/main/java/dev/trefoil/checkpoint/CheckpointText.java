package dev.trefoil.checkpoint;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// [CheckpointReport] as plain text.
final class CheckpointText {
  private static final int FILES_SHOWN = 3;
  private static final int FACT_WIDTH = 14;
  private static final int TYPE_WIDTH = 4;
  private static final int COUNT_WIDTH = 6;

  private CheckpointText() {}

  static String render(CheckpointReport report) {
    StringBuilder text = new StringBuilder();
    text.append(report.path()).append('\n');
    fact(text, "kind", report.kind().label());
    fact(text, "weights", files(report.files()) + ", " + Printable.bytes(report.bytes()));
    fact(text, "parameters", parameters(report));
    ModelConfig model = report.model();
    if (model != null) {
      describe(text, model);
    }
    ModelFiles files = report.modelFiles();
    if (model != null || !files.tokenizer().isEmpty()) {
      fact(text, "tokenizer", orNone(String.join(", ", files.tokenizer())));
      String template = files.chatTemplate();
      fact(text, "chat template", template == null ? "none" : "in " + template);
    }
    new TreeMap<>(report.metadata())
        .forEach(
            (key, value) ->
                fact(text, "metadata", Printable.quoted(key) + " = " + Printable.quoted(value)));
    report.remarks().forEach(remark -> fact(text, "NOTE", remark));
    text.append('\n');
    table(text, report.tensors());
    return text.toString();
  }

  private static void describe(StringBuilder text, ModelConfig model) {
    fact(
        text,
        "model type",
        model.modelType() + (model.normalisedHead() ? " (normalised head)" : ""));
    fact(text, "layers", number(model.layers()));
    fact(text, "hidden size", number(model.hiddenSize()));
    fact(
        text,
        "heads",
        "%s of %s columns, %s for keys and values"
            .formatted(number(model.heads()), number(model.headDim()), number(model.kvHeads())));
    fact(text, "feed-forward", number(model.feedForwardSize()));
    fact(
        text,
        "vocabulary",
        number(model.vocabularySize()) + (model.tiedEmbeddings() ? ", tied embeddings" : ""));
    fact(text, "context", number(model.contextLength()) + " tokens");
    fact(
        text,
        "rotary",
        "base %s, %s".formatted(plain(model.ropeTheta()), rope(model.ropeScaling())));
    String ends = model.endTokens().stream().map(String::valueOf).collect(Collectors.joining(", "));
    fact(text, "end tokens", orNone(ends));
  }

  private static String rope(RopeScaling scaling) {
    return switch (scaling) {
      case RopeScaling.None _ -> "no scaling";
      case RopeScaling.Linear(float factor) -> "positions divided by " + plain(factor);
      case RopeScaling.Llama3 llama3 ->
          "llama3 scaling by %s from %s positions"
              .formatted(plain(llama3.factor()), number(llama3.originalContext()));
    };
  }

  private static String files(List<String> files) {
    String shown = files.stream().limit(FILES_SHOWN).collect(Collectors.joining(", "));
    int more = files.size() - FILES_SHOWN;
    return more > 0 ? "%s and %d more".formatted(shown, more) : shown;
  }

  private static String parameters(CheckpointReport report) {
    String types =
        report.parametersByType().entrySet().stream()
            .sorted(Map.Entry.comparingByValue((a, b) -> Long.compare(b, a)))
            .map(
                entry ->
                    entry.getKey()
                        + (report.parametersByType().size() == 1
                            ? ""
                            : " " + number(entry.getValue())))
            .collect(Collectors.joining(", "));
    return number(report.parameters()) + (types.isEmpty() ? "" : " (" + types + ")");
  }

  private static void table(StringBuilder text, List<TensorGroup> groups) {
    int nameWidth = "tensor".length();
    int shapeWidth = "shape".length();
    for (TensorGroup group : groups) {
      nameWidth = Math.max(nameWidth, shown(group).length());
      shapeWidth = Math.max(shapeWidth, group.shape().toString().length());
    }
    row(text, nameWidth, shapeWidth, List.of("tensor", "shape", "type", "count", "size"));
    for (TensorGroup group : groups) {
      row(
          text,
          nameWidth,
          shapeWidth,
          List.of(
              shown(group),
              group.shape().toString(),
              group.type().name(),
              "x" + group.count(),
              Printable.bytes(group.bytes())));
    }
  }

  private static void row(StringBuilder text, int nameWidth, int shapeWidth, List<String> cells) {
    text.append("  ").append(padded(cells.get(0), nameWidth));
    text.append("  ").append(padded(cells.get(1), shapeWidth));
    text.append("  ").append(padded(cells.get(2), TYPE_WIDTH));
    text.append("  ").append(" ".repeat(Math.max(0, COUNT_WIDTH - cells.get(3).length())));
    text.append(cells.get(3)).append("  ").append(cells.get(4)).append('\n');
  }

  private static String padded(String cell, int width) {
    return cell + " ".repeat(Math.max(0, width - cell.length()));
  }

  private static String shown(TensorGroup group) {
    String quoted = Printable.quoted(group.name());
    return quoted.substring(1, quoted.length() - 1);
  }

  private static void fact(StringBuilder text, String name, String value) {
    text.append("  ").append(padded(name, FACT_WIDTH)).append(' ').append(value).append('\n');
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "none" : text;
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// Without the `.0` of whole numbers.
  private static String plain(float number) {
    return number == Math.rint(number) && number < 1e15f
        ? number((long) number)
        : Float.toString(number);
  }
}
