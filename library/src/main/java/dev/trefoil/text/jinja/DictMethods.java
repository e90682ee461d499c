package dev.trefoil.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Methods of dicts.
final class DictMethods {
  static final Map<String, Method<Map<Object, Object>>> ALL =
      Map.of(
          "items",
          (map, a, budget) -> items(map, budget),
          "keys",
          (map, a, budget) -> Values.items(map, budget),
          "values",
          (map, a, budget) -> values(map, budget),
          "get",
          DictMethods::get,
          "copy",
          (map, a, budget) -> copy(map, budget),
          "update",
          DictMethods::update,
          "setdefault",
          DictMethods::setDefault,
          "pop",
          DictMethods::pop);

  private DictMethods() {}

  /// The entries as tuples.
  static List<Object> items(Map<?, ?> map, Budget budget) {
    budget.make(map.size());
    List<Object> items = new ArrayList<>(map.size());
    map.forEach((key, value) -> items.add(Tuple.of(key, value)));
    return items;
  }

  /// Adds the entries of a dict or of a list of pairs.
  static void update(Map<Object, Object> map, Object entries, Budget budget) {
    List<Object> pairs =
        entries instanceof Map<?, ?> other ? items(other, budget) : Values.items(entries, budget);
    for (Object pair : pairs) {
      List<Object> both = Values.items(pair, budget);
      if (both.size() != 2) {
        throw new TemplateException("a dict's entry has %d parts, not 2".formatted(both.size()));
      }
      map.put(Values.key(both.getFirst(), budget), both.getLast());
    }
  }

  private static Object values(Map<Object, Object> map, Budget budget) {
    budget.make(map.size());
    return new ArrayList<>(map.values());
  }

  private static Object copy(Map<Object, Object> map, Budget budget) {
    budget.make(map.size());
    return new LinkedHashMap<>(map);
  }

  private static Object get(Map<Object, Object> map, CallArguments arguments, Budget budget) {
    Object value = map.get(Values.key(arguments.require(0, "key"), budget));
    return value != null ? value : arguments.get(1, "default", None.NONE);
  }

  private static Object update(Map<Object, Object> map, CallArguments arguments, Budget budget) {
    if (!arguments.positional().isEmpty()) {
      update(map, arguments.positional().getFirst(), budget);
    }
    map.putAll(arguments.named());
    return None.NONE;
  }

  private static Object setDefault(
      Map<Object, Object> map, CallArguments arguments, Budget budget) {
    Object key = Values.key(arguments.require(0, "key"), budget);
    return map.computeIfAbsent(key, _ -> arguments.get(1, "default", None.NONE));
  }

  private static Object pop(Map<Object, Object> map, CallArguments arguments, Budget budget) {
    Object value = map.remove(Values.key(arguments.require(0, "key"), budget));
    return value != null ? value : arguments.require(1, "default");
  }
}
