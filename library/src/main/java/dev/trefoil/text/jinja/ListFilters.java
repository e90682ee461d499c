package dev.trefoil.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Filters on lists, dicts and the characters of strings.
final class ListFilters {
  private ListFilters() {}

  static void addTo(Map<String, Filter> filters) {
    filters.put("list", (e, input, a) -> Values.items(input, e.budget()));
    filters.put("first", (e, input, a) -> first(e, input));
    filters.put("last", (e, input, a) -> last(e, input));
    filters.put("join", ListFilters::join);
    filters.put("reverse", (e, input, a) -> reverse(e, input));
    filters.put("sort", ListFilters::sort);
    filters.put("unique", ListFilters::unique);
    filters.put("min", (e, input, a) -> extreme(e, input, a, "min"));
    filters.put("max", (e, input, a) -> extreme(e, input, a, "max"));
    filters.put("items", (e, input, a) -> items(e, input));
    filters.put("dictsort", ListFilters::dictSort);
    filters.put("default", (e, input, a) -> otherwise(input, a));
    filters.put("d", (e, input, a) -> otherwise(input, a));
    filters.put("attr", (e, input, a) -> e.access().attribute(input, a.requireText(0, "name")));
  }

  private static Object otherwise(Object input, CallArguments arguments) {
    boolean falseToo = arguments.flag(1, "boolean", false);
    boolean missing = input instanceof Undefined || (falseToo && !Values.isTrue(input));
    return missing ? arguments.get(0, "default_value", "") : input;
  }

  private static Object first(Evaluation e, Object input) {
    List<Object> items = Values.items(input, e.budget());
    return items.isEmpty() ? new Undefined("there is no first item") : items.getFirst();
  }

  private static Object last(Evaluation e, Object input) {
    List<Object> items = Values.items(input, e.budget());
    return items.isEmpty() ? new Undefined("there is no last item") : items.getLast();
  }

  private static Object join(Evaluation e, Object input, CallArguments arguments) {
    String separator = e.str(arguments.get(0, "d", ""));
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (Object item : Attributes.of(e, input, arguments, 1)) {
      String text = e.str(item);
      long added = text.length() + (long) separator.length();
      e.budget().grow(out.length() + added, added);
      out.append(first ? "" : separator).append(text);
      first = false;
    }
    return out.toString();
  }

  private static Object reverse(Evaluation e, Object input) {
    if (input instanceof String text) {
      e.budget().make(text.length());
      return new StringBuilder(text).reverse().toString();
    }
    List<Object> items = Values.items(input, e.budget());
    Collections.reverse(items);
    return items;
  }

  private static Object items(Evaluation e, Object input) {
    return switch (input) {
      case Map<?, ?> map -> DictMethods.items(map, e.budget());
      case Undefined _ -> new ArrayList<Object>();
      default -> throw new TemplateException(Values.typeName(input) + " has no items");
    };
  }

  /// A value as it is sorted and compared: strings in lower case unless the case counts.
  private static Object folded(Object value, boolean caseSensitive) {
    return value instanceof String text && !caseSensitive ? text.toLowerCase(Locale.ROOT) : value;
  }

  private record Keyed(Object key, Object item) {}

  /// @param keys one per item
  private static List<Object> sorted(
      Evaluation e, List<Object> items, List<Object> keys, boolean reverse) {
    List<Keyed> keyed = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      keyed.add(new Keyed(keys.get(i), items.get(i)));
    }
    Comparator<Keyed> order = (a, b) -> Comparisons.compare(a.key(), b.key(), e.budget());
    keyed.sort(reverse ? order.reversed() : order);
    List<Object> sorted = new ArrayList<>(items.size());
    keyed.forEach(each -> sorted.add(each.item()));
    return sorted;
  }

  private static Object sort(Evaluation e, Object input, CallArguments arguments) {
    boolean caseSensitive = arguments.flag(1, "case_sensitive", false);
    List<Object> keys = Attributes.of(e, input, arguments, 2);
    keys.replaceAll(key -> folded(key, caseSensitive));
    List<Object> items = Values.items(input, e.budget());
    return sorted(e, items, keys, arguments.flag(0, "reverse", false));
  }

  private static Object dictSort(Evaluation e, Object input, CallArguments arguments) {
    if (!(input instanceof Map<?, ?> map)) {
      throw new TemplateException("dictsort needs a dict, not " + Values.typeName(input));
    }
    boolean caseSensitive = arguments.flag(0, "case_sensitive", false);
    String by = arguments.text(1, "by", "key");
    if (!by.equals("key") && !by.equals("value")) {
      throw new TemplateException("dictsort: by '%s'; key and value are allowed".formatted(by));
    }
    List<Object> keys = new ArrayList<>(by.equals("key") ? map.keySet() : map.values());
    keys.replaceAll(key -> folded(key, caseSensitive));
    return sorted(e, DictMethods.items(map, e.budget()), keys, arguments.flag(2, "reverse", false));
  }

  private static Object unique(Evaluation e, Object input, CallArguments arguments) {
    boolean caseSensitive = arguments.flag(0, "case_sensitive", false);
    List<Object> keys = Attributes.of(e, input, arguments, 1);
    List<Object> items = Values.items(input, e.budget());
    Set<Object> seen = new HashSet<>();
    List<Object> unique = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (seen.add(Values.key(folded(keys.get(i), caseSensitive), e.budget()))) {
        unique.add(items.get(i));
      }
    }
    return unique;
  }

  private static Object extreme(Evaluation e, Object input, CallArguments arguments, String which) {
    boolean caseSensitive = arguments.flag(0, "case_sensitive", false);
    List<Object> keys = Attributes.of(e, input, arguments, 1);
    List<Object> items = Values.items(input, e.budget());
    if (items.isEmpty()) {
      return new Undefined("there is no %simum of nothing".formatted(which));
    }
    int best = 0;
    for (int i = 1; i < items.size(); i++) {
      Object key = folded(keys.get(i), caseSensitive);
      int order = Comparisons.compare(key, folded(keys.get(best), caseSensitive), e.budget());
      best = which.equals("min") ? (order < 0 ? i : best) : (order > 0 ? i : best);
    }
    return items.get(best);
  }
}
