package dev.trefoil.text.jinja;

import java.util.ArrayList;
import java.util.List;

/// The argument `attribute` of filters: `name`, `name.inner` or the number of an item.
final class Attributes {
  private Attributes() {}

  /// The items of a value, or what their attribute is if one is given.
  static List<Object> of(Evaluation e, Object input, CallArguments arguments, int index) {
    List<Object> items = Values.items(input, e.budget());
    if (!arguments.isGiven(index, "attribute")) {
      return items;
    }
    Object attribute = arguments.require(index, "attribute");
    List<Object> values = new ArrayList<>(items.size());
    for (Object item : items) {
      values.add(get(e, item, attribute));
    }
    return values;
  }

  static Object get(Evaluation e, Object item, Object attribute) {
    if (!(attribute instanceof String path)) {
      return e.access().item(item, attribute);
    }
    Object value = item;
    for (String name : path.split("\\.", -1)) {
      boolean number =
          !name.isEmpty() && name.length() < 10 && name.chars().allMatch(Attributes::isDigit);
      value = e.access().item(value, number ? (Object) Long.valueOf(name) : name);
    }
    return value;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
