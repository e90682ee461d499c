package dev.trefoil.text.jinja;

import java.util.ArrayList;
import java.util.List;

/// Arithmetic and joining, as Python does them; integers have 64 bits, and overflow is an error.
final class Operators {
  private final Budget budget;

  Operators(Budget budget) {
    this.budget = budget;
  }

  Object binary(String operator, Object left, Object right) {
    try {
      return switch (operator) {
        case "~" -> join(PythonText.str(left, budget), PythonText.str(right, budget));
        case "+" -> add(left, right);
        case "*" -> multiply(left, right);
        case "%" ->
            left instanceof String format
                ? PythonFormat.format(format, right, budget)
                : arithmetic(operator, left, right);
        case "-", "/", "//", "**" -> arithmetic(operator, left, right);
        default -> throw new IllegalStateException(operator);
      };
    } catch (ArithmeticException e) {
      throw new TemplateException(
          "%s %s %s: %s"
              .formatted(Values.shown(left), operator, Values.shown(right), e.getMessage()));
    }
  }

  Object negate(Object value) {
    if (value instanceof Double d) {
      return -d;
    }
    try {
      return Math.negateExact(Values.integer(value, "the operand of '-'"));
    } catch (ArithmeticException e) {
      throw new TemplateException("-" + Values.shown(value) + ": " + e.getMessage());
    }
  }

  private String join(String left, String right) {
    budget.make(left.length() + (long) right.length());
    return left.concat(right);
  }

  private Object add(Object left, Object right) {
    if (left instanceof String a && right instanceof String b) {
      return join(a, b);
    }
    if (left instanceof List<?> a
        && right instanceof List<?> b
        && left instanceof Tuple == right instanceof Tuple) {
      budget.make(a.size() + (long) b.size());
      List<Object> both = new ArrayList<>(a);
      both.addAll(b);
      return left instanceof Tuple ? new Tuple(both) : both;
    }
    return arithmetic("+", left, right);
  }

  private Object multiply(Object left, Object right) {
    if (Values.isInteger(left) && (right instanceof String || right instanceof List<?>)) {
      return multiply(right, left);
    }
    if (left instanceof String text && Values.isInteger(right)) {
      return text.repeat(times(text.length(), right));
    }
    if (left instanceof List<?> list && Values.isInteger(right)) {
      int times = times(list.size(), right);
      List<Object> all = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        all.addAll(List.copyOf(list));
      }
      return left instanceof Tuple ? new Tuple(all) : all;
    }
    return arithmetic("*", left, right);
  }

  private int times(int size, Object count) {
    long times = size == 0 ? 0 : Math.max(0, Values.integer(count, "the count"));
    budget.make(times > Budget.LARGEST ? times : times * size);
    return (int) times;
  }

  private static Object arithmetic(String operator, Object left, Object right) {
    requireNumber(operator, left, right, left);
    requireNumber(operator, left, right, right);
    if (Values.isInteger(left) && Values.isInteger(right)) {
      return integers(operator, Values.integer(left, "it"), Values.integer(right, "it"));
    }
    return floats(operator, Values.number(left), Values.number(right));
  }

  private static void requireNumber(String operator, Object left, Object right, Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (!Values.isNumber(value)) {
      throw new TemplateException(
          "%s %s %s is not possible"
              .formatted(Values.typeName(left), operator, Values.typeName(right)));
    }
  }

  private static Object integers(String operator, long a, long b) {
    return switch (operator) {
      case "+" -> Math.addExact(a, b);
      case "-" -> Math.subtractExact(a, b);
      case "*" -> Math.multiplyExact(a, b);
      case "//" -> Math.floorDivExact(a, b);
      case "%" -> Math.floorMod(a, b);
      case "**" -> b < 0 ? floats(operator, (double) a, (double) b) : power(a, b);
      default -> floats(operator, (double) a, (double) b);
    };
  }

  private static Object power(long base, long exponent) {
    long result = 1;
    long square = base;
    for (long left = exponent; left > 0; left >>= 1) {
      if ((left & 1) == 1) {
        result = Math.multiplyExact(result, square);
      }
      if (left > 1) {
        square = Math.multiplyExact(square, square);
      }
    }
    return result;
  }

  private static Object floats(String operator, double a, double b) {
    boolean divides = operator.equals("/") || operator.equals("//") || operator.equals("%");
    if ((b == 0 && divides) || (operator.equals("**") && a == 0 && b < 0)) {
      throw new ArithmeticException("/ by zero");
    }
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> Math.floor(a / b);
      case "%" -> a - Math.floor(a / b) * b;
      case "**" -> Math.pow(a, b);
      default -> throw new IllegalStateException(operator);
    };
  }
}
