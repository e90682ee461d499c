package dev.trefoil.text.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of templates and their common behaviour, which is Python's.
///
/// A value is [None], [Undefined], Boolean, Long, Double, String, List ([Tuple] if immutable), Map
/// (in insertion order), [Namespace], [Loop] or [Callable].
final class Values {
  private Values() {}

  /// Copies a value of the caller into template values.
  ///
  /// @throws IllegalArgumentException for a type that templates do not have
  static Object of(@Nullable Object value) {
    return switch (value) {
      case null -> None.NONE;
      case Boolean b -> b;
      case String s -> s;
      case Double d -> d;
      case Float f -> f.doubleValue();
      case BigInteger b -> b.longValueExact();
      case Number n -> n.longValue();
      case List<?> list -> {
        List<Object> copy = new ArrayList<>(list.size());
        list.forEach(item -> copy.add(of(item)));
        yield copy;
      }
      case Map<?, ?> map -> {
        Map<Object, Object> copy = new LinkedHashMap<>();
        map.forEach((key, item) -> copy.put(of(key), of(item)));
        yield copy;
      }
      default -> {
        if (value instanceof None || value instanceof Callable) {
          yield value;
        }
        throw new IllegalArgumentException(
            "a template cannot take a value of type " + value.getClass().getName());
      }
    };
  }

  static boolean isTrue(Object value) {
    return switch (value) {
      case Boolean b -> b;
      case Long n -> n != 0;
      case Double d -> d != 0;
      case String s -> !s.isEmpty();
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> !(value instanceof None) && !(value instanceof Undefined);
    };
  }

  static String typeName(Object value) {
    return switch (value) {
      case None _ -> "none";
      case Undefined _ -> "an undefined value";
      case Boolean _ -> "a boolean";
      case Long _ -> "an integer";
      case Double _ -> "a float";
      case String _ -> "a string";
      case Tuple _ -> "a tuple";
      case List<?> _ -> "a list";
      case Map<?, ?> _ -> "a dict";
      case Namespace _ -> "a namespace";
      case Callable _ -> "a function";
      default -> "a " + value.getClass().getSimpleName();
    };
  }

  static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Boolean;
  }

  /// A number as double; integers above 2^53 lose digits.
  static double number(Object value) {
    return switch (value) {
      case Long n -> n;
      case Double d -> d;
      case Boolean b -> b ? 1 : 0;
      case Undefined undefined -> throw undefined.error();
      default -> throw new TemplateException(typeName(value) + " where a number is needed");
    };
  }

  static boolean isInteger(Object value) {
    return value instanceof Long || value instanceof Boolean;
  }

  static long integer(Object value, String what) {
    return switch (value) {
      case Long n -> n;
      case Boolean b -> b ? 1 : 0;
      case Undefined undefined -> throw undefined.error();
      default ->
          throw new TemplateException(
              "%s is %s where an integer is needed".formatted(what, typeName(value)));
    };
  }

  static int toInt(Object value, String what) {
    long wide = integer(value, what);
    if (wide != (int) wide) {
      throw new TemplateException("%s is %d, outside 32 bits".formatted(what, wide));
    }
    return (int) wide;
  }

  static String text(Object value, String what) {
    return switch (value) {
      case String text -> text;
      case Undefined undefined -> throw undefined.error();
      default ->
          throw new TemplateException(
              "%s is %s where a string is needed".formatted(what, typeName(value)));
    };
  }

  /// A value in an error: short, on one line.
  static String shown(Object value) {
    if (value instanceof String text) {
      String start = text.length() > 40 ? text.substring(0, 40) + "..." : text;
      return "'" + start.replace("\n", "\\n") + "'";
    }
    return value instanceof Number ? value.toString() : typeName(value);
  }

  /// What a loop over a value goes through: a copy of its items, its keys or its characters.
  static List<Object> items(Object value, Budget budget) {
    List<Object> items =
        switch (value) {
          case List<?> list -> new ArrayList<>(list);
          case Map<?, ?> map -> new ArrayList<>(map.keySet());
          case String text -> new ArrayList<>(characters(text));
          case Undefined _ -> new ArrayList<>();
          default -> throw new TemplateException(typeName(value) + " cannot be gone through");
        };
    budget.make(items.size());
    return items;
  }

  private static List<String> characters(String text) {
    return text.codePoints().mapToObj(Character::toString).toList();
  }

  /// A value as a dict's key: checked before it is hashed, so that hashing ends.
  static Object key(Object value, Budget budget) {
    budget.step();
    switch (value) {
      case String _, Boolean _, Long _, Double _, None _ -> {}
      case Undefined undefined -> throw undefined.error();
      case Tuple tuple -> {
        budget.enter();
        tuple.forEach(item -> key(item, budget));
        budget.leave();
      }
      default -> throw new TemplateException(typeName(value) + " cannot be a key");
    }
    return value;
  }

  static long length(Object value) {
    return switch (value) {
      case String text -> text.codePointCount(0, text.length());
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case Undefined _ -> 0;
      default -> throw new TemplateException(typeName(value) + " has no length");
    };
  }
}
