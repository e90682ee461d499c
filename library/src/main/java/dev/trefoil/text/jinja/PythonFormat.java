package dev.trefoil.text.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `'%s: %d' % (name, count)`: the conversions `s`, `r`, `d`, `i`, `f` with width and precision.
final class PythonFormat {
  private static final Pattern CONVERSION =
      Pattern.compile("%([-0]?)([0-9]{0,3})(?:\\.([0-9]{1,2}))?(.?)", Pattern.DOTALL);

  private PythonFormat() {}

  static String format(String format, Object values, Budget budget) {
    List<?> arguments = values instanceof Tuple tuple ? tuple : List.of(values);
    budget.make(format.length());
    StringBuilder out = new StringBuilder();
    Matcher matcher = CONVERSION.matcher(format);
    int used = 0;
    int end = 0;
    while (matcher.find()) {
      out.append(format, end, matcher.start());
      end = matcher.end();
      if (matcher.group(4).equals("%")) {
        out.append('%');
        continue;
      }
      if (used == arguments.size()) {
        throw new TemplateException("not enough values for the format " + Values.shown(format));
      }
      String text = converted(matcher, arguments.get(used++), budget);
      budget.grow(out.length() + (long) text.length(), text.length());
      out.append(text);
    }
    if (used < arguments.size()) {
      throw new TemplateException("too many values for the format " + Values.shown(format));
    }
    return out.append(format, end, format.length()).toString();
  }

  private static String converted(Matcher matcher, Object value, Budget budget) {
    String precision = matcher.group(3);
    String text =
        switch (matcher.group(4)) {
          case "s" -> cut(PythonText.str(value, budget), precision);
          case "r" -> cut(PythonText.repr(value, budget), precision);
          case "d", "i" -> Long.toString((long) Values.number(value));
          case "f" -> fixed(Values.number(value), precision);
          default ->
              throw new TemplateException(
                  "format '%s' is not supported; %%s, %%r, %%d, %%f and %%%% are"
                      .formatted(matcher.group()));
        };
    String width = matcher.group(2);
    int missing = (width.isEmpty() ? 0 : Integer.parseInt(width)) - text.length();
    if (missing <= 0) {
      return text;
    }
    return switch (matcher.group(1)) {
      case "-" -> text + " ".repeat(missing);
      case "0" ->
          text.startsWith("-")
              ? "-" + "0".repeat(missing) + text.substring(1)
              : "0".repeat(missing) + text;
      default -> " ".repeat(missing) + text;
    };
  }

  private static String cut(String text, String precision) {
    if (precision == null) {
      return text;
    }
    int most = Math.min(Integer.parseInt(precision), text.codePointCount(0, text.length()));
    return text.substring(0, text.offsetByCodePoints(0, most));
  }

  private static String fixed(double value, String precision) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return PythonText.number(value);
    }
    int digits = precision == null ? 6 : Integer.parseInt(precision);
    return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }
}
