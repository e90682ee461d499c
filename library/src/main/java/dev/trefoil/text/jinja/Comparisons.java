package dev.trefoil.text.jinja;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/// Equality, order and membership as Python has them.
final class Comparisons {
  private Comparisons() {}

  /// `left operator right`, for the six comparisons and `in`, `not in`.
  static boolean holds(String operator, Object left, Object right, Budget budget) {
    return switch (operator) {
      case "==" -> equal(left, right, budget);
      case "!=" -> !equal(left, right, budget);
      case "<" -> compare(left, right, budget) < 0;
      case "<=" -> compare(left, right, budget) <= 0;
      case ">" -> compare(left, right, budget) > 0;
      case ">=" -> compare(left, right, budget) >= 0;
      case "in" -> contains(right, left, budget);
      case "not in" -> !contains(right, left, budget);
      default -> throw new IllegalStateException(operator);
    };
  }

  @SuppressWarnings("ReferenceEquality") // what is left are none, functions and the like
  static boolean equal(Object left, Object right, Budget budget) {
    budget.step();
    if (Values.isNumber(left) && Values.isNumber(right)) {
      return isNotNan(left) && isNotNan(right) && compareNumbers(left, right) == 0;
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return a instanceof Tuple == b instanceof Tuple && equalLists(a, b, budget);
    }
    if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
      return equalMaps(a, b, budget);
    }
    if (left instanceof String a && right instanceof String b) {
      budget.work(a.length() == b.length() ? a.length() / 64 : 0);
      return a.equals(b);
    }
    return left == right || (left instanceof Undefined && right instanceof Undefined);
  }

  private static boolean isNotNan(Object value) {
    return !(value instanceof Double d) || !Double.isNaN(d);
  }

  private static boolean equalLists(List<?> a, List<?> b, Budget budget) {
    budget.enter();
    boolean equal = a.size() == b.size();
    for (int i = 0; equal && i < a.size(); i++) {
      equal = equal(a.get(i), b.get(i), budget);
    }
    budget.leave();
    return equal;
  }

  private static boolean equalMaps(Map<?, ?> a, Map<?, ?> b, Budget budget) {
    budget.enter();
    boolean equal = a.size() == b.size();
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      Object other = b.get(entry.getKey());
      equal = equal && other != null && equal(entry.getValue(), other, budget);
    }
    budget.leave();
    return equal;
  }

  /// Orders numbers, texts and lists of them.
  static int compare(Object left, Object right, Budget budget) {
    budget.step();
    if (Values.isNumber(left) && Values.isNumber(right)) {
      return compareNumbers(left, right);
    }
    if (left instanceof String a && right instanceof String b) {
      budget.work(Math.min(a.length(), b.length()) / 64);
      return compareCodePoints(a, b);
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return compareLists(a, b, budget);
    }
    if (left instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.error();
    }
    throw new TemplateException(
        "%s and %s have no order".formatted(Values.typeName(left), Values.typeName(right)));
  }

  private static int compareLists(List<?> a, List<?> b, Budget budget) {
    budget.enter();
    int order = 0;
    for (int i = 0; order == 0 && i < Math.min(a.size(), b.size()); i++) {
      order = compare(a.get(i), b.get(i), budget);
    }
    budget.leave();
    return order != 0 ? order : Integer.compare(a.size(), b.size());
  }

  private static int compareNumbers(Object left, Object right) {
    if (Values.isInteger(left) && Values.isInteger(right)) {
      return Long.compare(Values.integer(left, "it"), Values.integer(right, "it"));
    }
    double a = Values.number(left);
    double b = Values.number(right);
    if ((left instanceof Double && right instanceof Double) || !finite(a) || !finite(b)) {
      return a == b ? 0 : Double.compare(a, b); // 0.0 and -0.0 are equal
    }
    return exact(left).compareTo(exact(right));
  }

  private static boolean finite(double value) {
    return Math.abs(value) <= Double.MAX_VALUE;
  }

  private static BigDecimal exact(Object number) {
    return number instanceof Double d
        ? new BigDecimal(d)
        : BigDecimal.valueOf(Values.integer(number, "it"));
  }

  /// Java orders UTF-16 units, Python code points; they differ above U+FFFF.
  private static int compareCodePoints(String a, String b) {
    int same = 0;
    while (same < a.length() && same < b.length() && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    if (same == a.length() || same == b.length()) {
      return Integer.compare(a.length(), b.length());
    }
    boolean inside = same > 0 && Character.isHighSurrogate(a.charAt(same - 1));
    int start = inside ? same - 1 : same;
    return Integer.compare(a.codePointAt(start), b.codePointAt(start));
  }

  private static boolean anyEqual(List<?> list, Object item, Budget budget) {
    for (Object each : list) {
      if (equal(each, item, budget)) {
        return true;
      }
    }
    return false;
  }

  static boolean contains(Object container, Object item, Budget budget) {
    return switch (container) {
      case String text -> {
        budget.work(text.length() / 16);
        yield text.contains(Values.text(item, "what 'in' looks for in a string"));
      }
      case Map<?, ?> map -> map.containsKey(Values.key(item, budget));
      case List<?> list -> anyEqual(list, item, budget);
      default -> anyEqual(Values.items(container, budget), item, budget);
    };
  }
}
