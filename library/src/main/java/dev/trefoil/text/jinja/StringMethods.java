package dev.trefoil.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;

/// Methods of strings.
final class StringMethods {
  static final Map<String, Method<String>> ALL =
      Map.ofEntries(
          Map.entry("strip", (text, a, b) -> strip(text, a, true, true)),
          Map.entry("lstrip", (text, a, b) -> strip(text, a, true, false)),
          Map.entry("rstrip", (text, a, b) -> strip(text, a, false, true)),
          Map.entry("split", StringMethods::split),
          Map.entry("rsplit", StringMethods::rsplit),
          Map.entry("splitlines", (text, a, b) -> new ArrayList<Object>(lines(text, b))),
          Map.entry("startswith", (text, a, b) -> any(text, a, String::startsWith)),
          Map.entry("endswith", (text, a, b) -> any(text, a, String::endsWith)),
          Map.entry("upper", (text, a, b) -> text.toUpperCase(Locale.ROOT)),
          Map.entry("lower", (text, a, b) -> text.toLowerCase(Locale.ROOT)),
          Map.entry("capitalize", (text, a, b) -> capitalize(text)),
          Map.entry("title", (text, a, b) -> title(text)),
          Map.entry("replace", StringMethods::replace),
          Map.entry("find", (text, a, b) -> find(text, a)),
          Map.entry("count", StringMethods::count),
          Map.entry("join", StringMethods::join),
          Map.entry("isdigit", (text, a, b) -> isAll(text, Character::isDigit)),
          Map.entry("isalpha", (text, a, b) -> isAll(text, Character::isLetter)),
          Map.entry("isalnum", (text, a, b) -> isAll(text, Character::isLetterOrDigit)),
          Map.entry("isspace", (text, a, b) -> isAll(text, PythonText::isSpace)),
          Map.entry("removeprefix", (text, a, b) -> removePrefix(text, a)),
          Map.entry("removesuffix", (text, a, b) -> removeSuffix(text, a)));

  private StringMethods() {}

  static String strip(String text, CallArguments arguments, boolean left, boolean right) {
    if (!arguments.isGiven(0, "chars")) {
      return PythonText.strip(text, left, right);
    }
    String characters = arguments.requireText(0, "chars");
    int from = 0;
    int to = text.length();
    while (left && from < to && characters.indexOf(text.codePointAt(from)) >= 0) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (right && to > from && characters.indexOf(text.codePointBefore(to)) >= 0) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static Object split(String text, CallArguments arguments, Budget budget) {
    budget.make(text.length());
    int limit = arguments.integer(1, "maxsplit", -1);
    if (!arguments.isGiven(0, "sep")) {
      return words(text, limit);
    }
    String separator = separator(arguments);
    List<Object> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator);
        at >= 0 && (limit < 0 || parts.size() < limit);
        at = text.indexOf(separator, from)) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static String separator(CallArguments arguments) {
    String separator = arguments.requireText(0, "sep");
    if (separator.isEmpty()) {
      throw new TemplateException("cannot split at an empty separator");
    }
    return separator;
  }

  private static Object rsplit(String text, CallArguments arguments, Budget budget) {
    int limit = arguments.integer(1, "maxsplit", -1);
    if (limit < 0) {
      return split(text, arguments, budget);
    }
    budget.make(text.length());
    String separator = separator(arguments);
    List<Object> parts = new ArrayList<>();
    int end = text.length();
    for (int at = text.lastIndexOf(separator);
        at >= 0 && parts.size() < limit;
        at =
            end < separator.length() ? -1 : text.lastIndexOf(separator, end - separator.length())) {
      parts.addFirst(text.substring(at + separator.length(), end));
      end = at;
    }
    parts.addFirst(text.substring(0, end));
    return parts;
  }

  private static List<Object> words(String text, int limit) {
    List<Object> words = new ArrayList<>();
    String rest = PythonText.strip(text, true, false);
    int from = 0;
    int at = 0;
    while (at < rest.length() && (limit < 0 || words.size() < limit)) {
      if (!PythonText.isSpace(rest.charAt(at))) {
        at++;
        continue;
      }
      words.add(rest.substring(from, at));
      while (at < rest.length() && PythonText.isSpace(rest.charAt(at))) {
        at++;
      }
      from = at;
    }
    if (from < rest.length()) {
      words.add(rest.substring(from));
    }
    return words;
  }

  /// Lines without their ends, as `splitlines` gives them.
  static List<String> lines(String text, Budget budget) {
    budget.make(text.length());
    return text.lines().toList();
  }

  private static boolean any(
      String text, CallArguments arguments, BiPredicate<String, String> holds) {
    Object affix = arguments.require(0, "affix");
    List<?> choices = affix instanceof Tuple tuple ? tuple : List.of(affix);
    return choices.stream().anyMatch(each -> holds.test(text, Values.text(each, "the affix")));
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toUpperCase(Locale.ROOT)
        + text.substring(first).toLowerCase(Locale.ROOT);
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    for (int c : text.codePoints().toArray()) {
      out.appendCodePoint(inside ? Character.toLowerCase(c) : Character.toTitleCase(c));
      inside = Character.isLetter(c);
    }
    return out.toString();
  }

  static String replace(String text, CallArguments arguments, Budget budget) {
    String old = arguments.requireText(0, "old");
    String with = arguments.requireText(1, "new");
    int most = arguments.isGiven(2, "count") ? arguments.integer(2, "count", -1) : -1;
    StringBuilder out = new StringBuilder();
    int from = 0;
    int at = text.indexOf(old);
    for (int done = 0; at >= 0 && (most < 0 || done < most); done++) {
      budget.grow(out.length() + (long) with.length(), with.length());
      out.append(text, from, at).append(with);
      from = at + old.length();
      at = old.isEmpty() ? nextPlace(text, at) : text.indexOf(old, from);
      if (old.isEmpty() && at >= 0) {
        out.append(text, from, at);
        from = at;
      }
    }
    budget.make(out.length() + (long) text.length() - from);
    return out.append(text, from, text.length()).toString();
  }

  private static int nextPlace(String text, int at) {
    return at < text.length() ? text.offsetByCodePoints(at, 1) : -1;
  }

  private static Object find(String text, CallArguments arguments) {
    int at = text.indexOf(arguments.requireText(0, "sub"));
    return at < 0 ? -1L : (long) text.codePointCount(0, at);
  }

  private static Object count(String text, CallArguments arguments, Budget budget) {
    String part = arguments.requireText(0, "sub");
    if (part.isEmpty()) {
      return Values.length(text) + 1;
    }
    budget.make(text.length());
    long count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  private static Object join(String text, CallArguments arguments, Budget budget) {
    List<Object> parts = Values.items(arguments.require(0, "items"), budget);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      String next = Values.text(parts.get(i), "an item of join");
      long added = text.length() + (long) next.length();
      budget.grow(out.length() + added, added);
      out.append(i == 0 ? "" : text).append(next);
    }
    return out.toString();
  }

  private static boolean isAll(String text, IntPredicate kind) {
    return !text.isEmpty() && text.codePoints().allMatch(kind);
  }

  private static String removePrefix(String text, CallArguments arguments) {
    String prefix = arguments.requireText(0, "prefix");
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static String removeSuffix(String text, CallArguments arguments) {
    String suffix = arguments.requireText(0, "suffix");
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }
}
