package dev.trefoil.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `map`, `select`, `reject`, `selectattr`, `rejectattr`.
final class SelectionFilters {
  private SelectionFilters() {}

  static void addTo(Map<String, Filter> filters) {
    filters.put("map", SelectionFilters::map);
    filters.put("select", (e, input, a) -> select(e, input, a, true));
    filters.put("reject", (e, input, a) -> select(e, input, a, false));
    filters.put("selectattr", (e, input, a) -> selectByAttribute(e, input, a, true));
    filters.put("rejectattr", (e, input, a) -> selectByAttribute(e, input, a, false));
  }

  /// None, false and zero have no items here, so that a missing list of tools can be filtered.
  private static List<Object> items(Evaluation e, Object input) {
    return Values.isTrue(input) ? Values.items(input, e.budget()) : new ArrayList<>();
  }

  private static Object map(Evaluation e, Object input, CallArguments arguments) {
    List<Object> items = items(e, input);
    if (arguments.positional().isEmpty()) {
      Object attribute = arguments.require(0, "attribute");
      Object otherwise = arguments.named().get("default");
      items.replaceAll(
          item -> {
            Object value = Attributes.get(e, item, attribute);
            return value instanceof Undefined && otherwise != null ? otherwise : value;
          });
      return items;
    }
    String filter = arguments.requireText(0, "filter");
    items.replaceAll(item -> counted(e, item, filter, arguments.skip(1)));
    return items;
  }

  private static Object counted(Evaluation e, Object item, String filter, CallArguments arguments) {
    e.budget().step();
    e.budget().enter();
    Object value = e.filter(filter, item, arguments);
    e.budget().leave();
    return value;
  }

  private static Object select(
      Evaluation e, Object input, CallArguments arguments, boolean wanted) {
    List<Object> chosen = new ArrayList<>();
    for (Object item : items(e, input)) {
      if (passes(e, item, arguments, 0) == wanted) {
        chosen.add(item);
      }
    }
    return chosen;
  }

  private static Object selectByAttribute(
      Evaluation e, Object input, CallArguments arguments, boolean wanted) {
    Object attribute = arguments.require(0, "attribute");
    List<Object> chosen = new ArrayList<>();
    for (Object item : items(e, input)) {
      if (passes(e, Attributes.get(e, item, attribute), arguments, 1) == wanted) {
        chosen.add(item);
      }
    }
    return chosen;
  }

  /// Whether the test named by the argument at `index` holds; without one, whether the value does.
  private static boolean passes(Evaluation e, Object value, CallArguments arguments, int index) {
    e.budget().step();
    if (arguments.positional().size() <= index) {
      return Values.isTrue(value);
    }
    String test = Values.text(arguments.positional().get(index), "the name of the test");
    return e.test(test, value, arguments.skip(index + 1));
  }
}
