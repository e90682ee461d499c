package dev.trefoil.text.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Filters that give numbers.
final class NumberFilters {
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,18}");
  private static final Pattern FLOAT =
      Pattern.compile(
          "[+-]?([0-9]{1,400}(\\.[0-9]{0,400})?|\\.[0-9]{1,400})([eE][+-]?[0-9]{1,4})?");

  private NumberFilters() {}

  static void addTo(Map<String, Filter> filters) {
    filters.put("length", (e, input, a) -> Values.length(input));
    filters.put("count", (e, input, a) -> Values.length(input));
    filters.put("int", (e, input, a) -> toInteger(input, a.get(0, "default", 0L)));
    filters.put("float", (e, input, a) -> toFloat(input, a.get(0, "default", 0.0)));
    filters.put("abs", (e, input, a) -> absolute(input));
    filters.put("round", (e, input, a) -> round(input, a));
    filters.put("sum", NumberFilters::sum);
  }

  private static Object toInteger(Object value, Object otherwise) {
    if (Values.isInteger(value)) {
      return Values.integer(value, "the value");
    }
    if (value instanceof String text) {
      String number = PythonText.strip(text, true, true);
      if (INTEGER.matcher(number).matches()) {
        return Long.parseLong(number);
      }
    }
    Object number = toFloat(value, None.NONE);
    return number instanceof Double d && Math.abs(d) < 0x1p63
        ? (Object) (long) (double) d
        : otherwise;
  }

  private static Object toFloat(Object value, Object otherwise) {
    if (Values.isNumber(value)) {
      return Values.number(value);
    }
    if (value instanceof String text) {
      String number = PythonText.strip(text, true, true);
      return FLOAT.matcher(number).matches() ? (Object) Double.parseDouble(number) : otherwise;
    }
    return otherwise;
  }

  private static Object absolute(Object value) {
    if (value instanceof Double d) {
      return Math.abs(d);
    }
    long number = Values.integer(value, "the value");
    if (number == Long.MIN_VALUE) {
      throw new TemplateException(
          "the absolute value of %d does not fit 64 bits".formatted(number));
    }
    return Math.abs(number);
  }

  /// Half goes to even, as Python rounds; the result is a float unless an integer stays one.
  private static Object round(Object value, CallArguments arguments) {
    int digits = arguments.integer(0, "precision", 0);
    String method = arguments.text(1, "method", "common");
    RoundingMode mode =
        switch (method) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default ->
              throw new TemplateException(
                  "round: method '%s'; common, ceil and floor are allowed".formatted(method));
        };
    double number = Values.number(value);
    if (Math.abs(digits) > 300 || Double.isNaN(number) || Double.isInfinite(number)) {
      return value;
    }
    double rounded = new BigDecimal(number).setScale(digits, mode).doubleValue();
    return Values.isInteger(value) && method.equals("common") ? (Object) (long) rounded : rounded;
  }

  private static Object sum(Evaluation e, Object input, CallArguments arguments) {
    Operators operators = new Operators(e.budget());
    List<Object> items = Attributes.of(e, input, arguments, 0);
    Object sum = arguments.get(1, "start", 0L);
    for (Object item : items) {
      sum = operators.binary("+", sum, item);
    }
    return sum;
  }
}
