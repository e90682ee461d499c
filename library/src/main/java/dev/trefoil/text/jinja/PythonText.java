package dev.trefoil.text.jinja;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Values as Python's `str` and `repr` write them.
final class PythonText {
  private final Budget budget;
  private final StringBuilder out = new StringBuilder();

  private PythonText(Budget budget) {
    this.budget = budget;
  }

  /// As text: strings as they are, undefined values empty.
  static String str(Object value, Budget budget) {
    if (value instanceof String text) {
      return text;
    }
    return value instanceof Undefined ? "" : repr(value, budget);
  }

  /// As source code: strings in quotes.
  static String repr(Object value, Budget budget) {
    PythonText text = new PythonText(budget);
    text.append(value);
    budget.make(text.out.length());
    return text.out.toString();
  }

  private void append(Object value) {
    budget.step();
    switch (value) {
      case None _ -> out.append("None");
      case Undefined _ -> out.append("Undefined");
      case Boolean b -> out.append(b ? "True" : "False");
      case Double d -> out.append(number(d));
      case String s -> quote(s);
      case Tuple tuple -> {
        list("(", tuple, tuple.size() == 1 ? ",)" : ")");
      }
      case List<?> list -> list("[", list, "]");
      case Map<?, ?> map -> map(map);
      case Long n -> out.append(n);
      default -> out.append('<').append(Values.typeName(value)).append('>');
    }
  }

  private void list(String open, List<?> items, String close) {
    budget.enter();
    out.append(open);
    String separator = "";
    for (Object item : items) {
      out.append(separator);
      append(item);
      separator = ", ";
    }
    out.append(close);
    budget.leave();
  }

  private void map(Map<?, ?> map) {
    budget.enter();
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      append(entry.getKey());
      out.append(": ");
      append(entry.getValue());
      separator = ", ";
    }
    out.append('}');
    budget.leave();
  }

  private void quote(String text) {
    budget.grow(out.length() + (long) text.length(), text.length());
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints().forEach(c -> quoted(c, quote));
    out.append(quote);
  }

  private void quoted(int c, char quote) {
    switch (c) {
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c == quote) {
          out.append('\\').appendCodePoint(c);
        } else if (isPrintable(c)) {
          out.appendCodePoint(c);
        } else if (c < 0x100) {
          out.append("\\x%02x".formatted(c));
        } else {
          out.append((c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c));
        }
      }
    }
  }

  private static final Set<Byte> UNPRINTABLE =
      Set.of(
          Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR);

  private static boolean isPrintable(int c) {
    return c == ' ' || !UNPRINTABLE.contains((byte) Character.getType(c));
  }

  /// The shortest digits that give the number back; with an exponent from 1e16 and below 1e-4.
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = exact.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String digits = exact.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return "%s%s%se%s%02d"
        .formatted(
            value < 0 ? "-" : "",
            digits.charAt(0),
            fraction,
            exponent < 0 ? "-" : "+",
            Math.abs(exponent));
  }

  /// White space as Python counts it, which includes the no-break spaces that Java leaves out.
  static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  /// A text without white space at its start, end or both.
  static String strip(String text, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (right && to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }
}
