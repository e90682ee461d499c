package dev.trefoil.bench.specbench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Typed access to the fields of a line; each refusal names the key and what is expected.
final class JsonFields {
  private JsonFields() {}

  static long wholeNumber(JsonNode object, String key) {
    JsonNode value = required(object, key);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw refused(key, value, "a whole number is expected");
    }
    return value.longValue();
  }

  static double number(JsonNode value, String key) {
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!Double.isFinite(number)) {
      throw refused(key, value, "a number is expected");
    }
    return number;
  }

  static String text(JsonNode object, String key) {
    JsonNode value = required(object, key);
    if (!value.isString()) {
      throw refused(key, value, "a string is expected");
    }
    return value.stringValue();
  }

  static List<String> texts(JsonNode object, String key) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : list(object, key)) {
      if (!element.isString()) {
        throw refused(key, element, "a list of strings is expected");
      }
      texts.add(element.stringValue());
    }
    return texts;
  }

  static List<Double> numbers(JsonNode object, String key) {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode element : list(object, key)) {
      double number = number(element, key);
      if (number < 0) {
        throw refused(key, element, "negative numbers have no meaning here");
      }
      numbers.add(number);
    }
    return numbers;
  }

  /// Whole numbers from 0 on; lists inside the list are taken as their elements, because some
  /// scripts log one list per turn.
  static List<Integer> counts(JsonNode object, String key) {
    List<Integer> counts = new ArrayList<>();
    addCounts(list(object, key), key, counts, true);
    return counts;
  }

  private static void addCounts(
      JsonNode list, String key, List<Integer> counts, boolean mayHoldLists) {
    for (JsonNode element : list) {
      if (mayHoldLists && element.isArray()) {
        addCounts(element, key, counts, false);
      } else if (!element.isIntegralNumber()
          || !element.canConvertToInt()
          || element.intValue() < 0) {
        throw refused(key, element, "whole numbers from 0 on are expected");
      } else {
        counts.add(element.intValue());
      }
    }
  }

  static JsonNode list(JsonNode object, String key) {
    JsonNode value = required(object, key);
    if (!value.isArray()) {
      throw refused(key, value, "a list [...] is expected");
    }
    return value;
  }

  static boolean has(JsonNode object, String key) {
    return object.hasNonNull(key);
  }

  static JsonNode required(JsonNode object, String key) {
    @Nullable JsonNode value = object.get(key);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("\"" + key + "\" is missing");
    }
    return value;
  }

  static IllegalArgumentException refused(String key, JsonNode value, String expected) {
    String shown = value.toString();
    return new IllegalArgumentException(
        "\"%s\" is %s; %s"
            .formatted(
                key, shown.length() > 60 ? shown.substring(0, 60) + "..." : shown, expected));
  }
}
