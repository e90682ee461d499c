package dev.trefoil.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Filters that give text.
final class TextFilters {
  private TextFilters() {}

  static void addTo(Map<String, Filter> filters) {
    filters.put("string", (e, input, a) -> e.str(input));
    filters.put("safe", (e, input, a) -> e.str(input));
    filters.put("upper", (e, input, a) -> e.str(input).toUpperCase(Locale.ROOT));
    filters.put("lower", (e, input, a) -> e.str(input).toLowerCase(Locale.ROOT));
    filters.put("capitalize", (e, input, a) -> StringMethods.capitalize(e.str(input)));
    filters.put("title", (e, input, a) -> title(e.str(input)));
    filters.put("trim", (e, input, a) -> StringMethods.strip(e.str(input), a, true, true));
    filters.put("replace", TextFilters::replace);
    filters.put("indent", TextFilters::indent);
    filters.put("format", TextFilters::format);
    filters.put("tojson", (e, input, a) -> JsonText.write(input, a, e.budget()));
    filters.put("escape", (e, input, a) -> escape(e.str(input)));
    filters.put("e", (e, input, a) -> escape(e.str(input)));
  }

  /// Words begin after white space, hyphens and opening brackets.
  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean start = true;
    for (int c : text.codePoints().toArray()) {
      String letter = Character.toString(c);
      out.append(start ? letter.toUpperCase(Locale.ROOT) : letter.toLowerCase(Locale.ROOT));
      start = PythonText.isSpace(c) || "-({[<".indexOf(c) >= 0;
    }
    return out.toString();
  }

  private static Object replace(Evaluation e, Object input, CallArguments arguments) {
    List<Object> texts = new ArrayList<>();
    texts.add(e.str(arguments.require(0, "old")));
    texts.add(e.str(arguments.require(1, "new")));
    texts.add(arguments.get(2, "count", None.NONE));
    return StringMethods.replace(e.str(input), new CallArguments(texts, Map.of()), e.budget());
  }

  private static Object indent(Evaluation e, Object input, CallArguments arguments) {
    Object width = arguments.get(0, "width", 4L);
    String space =
        width instanceof String given
            ? given
            : " ".repeat(spaces(arguments.integer(0, "width", 4)));
    boolean first = arguments.flag(1, "first", false);
    boolean blank = arguments.flag(2, "blank", false);
    List<String> lines = StringMethods.lines(e.str(input) + "\n", e.budget());
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      boolean indented = i == 0 ? first : blank || !lines.get(i).isEmpty();
      int added = space.length() + lines.get(i).length();
      e.budget().grow(out.length() + (long) added, added);
      out.append(i == 0 ? "" : "\n").append(indented ? space : "").append(lines.get(i));
    }
    return out.toString();
  }

  private static int spaces(int width) {
    if (width > 1000) {
      throw new TemplateException("indent by %d, at most 1000 is allowed".formatted(width));
    }
    return Math.max(0, width);
  }

  private static Object format(Evaluation e, Object input, CallArguments arguments) {
    return PythonFormat.format(e.str(input), new Tuple(arguments.positional()), e.budget());
  }

  private static String escape(String text) {
    return text.codePoints().mapToObj(TextFilters::escaped).collect(Collectors.joining());
  }

  private static String escaped(int c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&#34;";
      case '\'' -> "&#39;";
      default -> Character.toString(c);
    };
  }
}
