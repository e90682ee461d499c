package dev.trefoil.text.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/// The tests that every template has.
final class ValueTests {
  static final Map<String, ValueTest> ALL = all();

  private ValueTests() {}

  private static Map<String, ValueTest> all() {
    Map<String, ValueTest> tests = new HashMap<>();
    kinds(tests);
    comparison(tests, "==", "eq", "equalto");
    comparison(tests, "!=", "ne");
    comparison(tests, "<", "lt", "lessthan");
    comparison(tests, "<=", "le");
    comparison(tests, ">", "gt", "greaterthan");
    comparison(tests, ">=", "ge");
    comparison(tests, "in");
    tests.put("even", (value, a, budget) -> Math.floorMod(integer(value), 2) == 0);
    tests.put("odd", (value, a, budget) -> Math.floorMod(integer(value), 2) == 1);
    tests.put("divisibleby", (value, a, budget) -> isDivisible(value, a));
    tests.put("sameas", (value, a, budget) -> isSame(value, a.require(0, "other"), budget));
    tests.put(
        "filter", (value, a, budget) -> value instanceof String s && Filters.ALL.containsKey(s));
    tests.put("test", (value, a, budget) -> value instanceof String s && hasTest(s));
    return Map.copyOf(tests);
  }

  private static void kinds(Map<String, ValueTest> tests) {
    kind(tests, "defined", value -> !(value instanceof Undefined));
    kind(tests, "undefined", value -> value instanceof Undefined);
    kind(tests, "none", value -> value == None.NONE);
    kind(tests, "boolean", value -> value instanceof Boolean);
    kind(tests, "true", value -> value.equals(true));
    kind(tests, "false", value -> value.equals(false));
    kind(tests, "integer", value -> value instanceof Long);
    kind(tests, "float", value -> value instanceof Double);
    kind(tests, "number", Values::isNumber);
    kind(tests, "string", value -> value instanceof String);
    kind(tests, "mapping", value -> value instanceof Map);
    kind(tests, "sequence", ValueTests::isSequence);
    kind(tests, "iterable", ValueTests::isSequence);
    kind(tests, "callable", value -> value instanceof Callable);
    kind(
        tests,
        "lower",
        value -> value instanceof String s && isCase(s, s.toLowerCase(Locale.ROOT)));
    kind(
        tests,
        "upper",
        value -> value instanceof String s && isCase(s, s.toUpperCase(Locale.ROOT)));
  }

  private static void kind(Map<String, ValueTest> tests, String name, Predicate<Object> is) {
    tests.put(name, (value, arguments, budget) -> is.test(value));
  }

  private static void comparison(Map<String, ValueTest> tests, String operator, String... names) {
    ValueTest test =
        (value, arguments, budget) ->
            Comparisons.holds(operator, value, arguments.require(0, "other"), budget);
    tests.put(operator, test);
    for (String name : names) {
      tests.put(name, test);
    }
  }

  private static boolean hasTest(String name) {
    return ALL.containsKey(name);
  }

  private static boolean isSequence(Object value) {
    return value instanceof String
        || value instanceof List
        || value instanceof Map
        || value instanceof Undefined;
  }

  private static boolean isCase(String text, String changed) {
    return text.equals(changed) && text.codePoints().anyMatch(Character::isLetter);
  }

  private static long integer(Object value) {
    return Values.integer(value, "the tested value");
  }

  private static boolean isDivisible(Object value, CallArguments arguments) {
    long by = integer(arguments.require(0, "num"));
    if (by == 0) {
      throw new TemplateException("nothing is divisible by 0");
    }
    return integer(value) % by == 0;
  }

  /// Identity for lists and dicts; numbers, strings and constants have none, so their value counts.
  @SuppressWarnings("ReferenceEquality") // identity is what `sameas` is about
  private static boolean isSame(Object value, Object other, Budget budget) {
    boolean constant = value.getClass() == other.getClass() && !(value instanceof List);
    return value == other
        || (constant && !(value instanceof Map) && Comparisons.equal(value, other, budget));
  }
}
