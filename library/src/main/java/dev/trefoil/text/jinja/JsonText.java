package dev.trefoil.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Values as JSON the way Hugging Face's `tojson` writes it: Python's `json.dumps` with its spaces,
/// nothing escaped for HTML, and letters beyond ASCII as they are.
final class JsonText {
  private final Budget budget;
  private final boolean ascii;
  private final boolean sorted;
  private final String indent; // of one level; "" and multiline false for one line
  private final boolean multiline;
  private final String itemSeparator;
  private final String keySeparator;
  private final StringBuilder out = new StringBuilder();

  private JsonText(CallArguments arguments, Budget budget) {
    this.budget = budget;
    this.ascii = arguments.flag(0, "ensure_ascii", false);
    this.multiline = arguments.isGiven(1, "indent");
    this.sorted = arguments.flag(3, "sort_keys", false);
    this.indent = multiline ? indent(arguments) : "";
    List<Object> separators =
        arguments.isGiven(2, "separators")
            ? Values.items(arguments.require(2, "separators"), budget)
            : List.of(multiline ? "," : ", ", ": ");
    if (separators.size() != 2) {
      throw new TemplateException(
          "tojson: separators has %d parts, not 2".formatted(separators.size()));
    }
    this.itemSeparator = Values.text(separators.getFirst(), "a separator");
    this.keySeparator = Values.text(separators.getLast(), "a separator");
  }

  static String write(Object value, CallArguments arguments, Budget budget) {
    JsonText json = new JsonText(arguments, budget);
    json.append(value, 0);
    budget.make(json.out.length());
    return json.out.toString();
  }

  private static String indent(CallArguments arguments) {
    boolean isText = arguments.get(1, "indent", None.NONE) instanceof String;
    String text = isText ? arguments.requireText(1, "indent") : "";
    int width = isText ? text.length() : arguments.integer(1, "indent", 0);
    if (width > 100) {
      throw new TemplateException("tojson: indent %d, at most 100 is allowed".formatted(width));
    }
    return isText ? text : " ".repeat(Math.max(0, width));
  }

  private void append(Object value, int level) {
    budget.step();
    if (out.length() > Budget.LARGEST) {
      budget.make(out.length());
    }
    switch (value) {
      case None _ -> out.append("null");
      case Boolean b -> out.append(b);
      case Long n -> out.append(n);
      case Double d -> out.append(number(d));
      case String s -> quote(s);
      case List<?> list -> list(list, level);
      case Map<?, ?> map -> map(map, level);
      case Undefined undefined -> throw undefined.error();
      default -> throw new TemplateException(Values.typeName(value) + " has no JSON");
    }
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    return PythonText.number(value);
  }

  private void list(List<?> list, int level) {
    if (list.isEmpty()) {
      out.append("[]");
      return;
    }
    budget.enter();
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      out.append(i == 0 ? "" : itemSeparator);
      line(level + 1);
      append(list.get(i), level + 1);
    }
    line(level);
    out.append(']');
    budget.leave();
  }

  private void map(Map<?, ?> map, int level) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    budget.enter();
    out.append('{');
    List<Object> keys = new ArrayList<>(map.keySet());
    if (sorted) {
      keys.sort((a, b) -> Comparisons.compare(a, b, budget));
    }
    for (int i = 0; i < keys.size(); i++) {
      Object key = keys.get(i);
      out.append(i == 0 ? "" : itemSeparator);
      line(level + 1);
      quote(keyText(key));
      out.append(keySeparator);
      append(Objects.requireNonNull(map.get(key)), level + 1);
    }
    line(level);
    out.append('}');
    budget.leave();
  }

  private static String keyText(Object key) {
    return switch (key) {
      case String text -> text;
      case Boolean b -> b.toString();
      case None _ -> "null";
      case Long n -> n.toString();
      case Double d -> number(d);
      default -> throw new TemplateException(Values.typeName(key) + " cannot be a key in JSON");
    };
  }

  private void line(int level) {
    if (multiline) {
      out.append('\n').append(indent.repeat(level));
    }
  }

  private void quote(String text) {
    budget.make(text.length());
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < 0x20 || (ascii && c > 0x7e)) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
