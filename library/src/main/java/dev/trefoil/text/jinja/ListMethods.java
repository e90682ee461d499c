package dev.trefoil.text.jinja;

import java.util.List;
import java.util.Map;

/// Methods of lists; tuples have those that change nothing.
final class ListMethods {
  static final Map<String, Method<List<Object>>> ALL =
      Map.of(
          "append", ListMethods::append,
          "extend", ListMethods::extend,
          "insert", ListMethods::insert,
          "pop", ListMethods::pop,
          "index", ListMethods::index,
          "count", ListMethods::count);

  private ListMethods() {}

  private static Object append(List<Object> list, CallArguments arguments, Budget budget) {
    budget.grow(list.size() + 1L, 1);
    mutable(list).add(arguments.require(0, "item"));
    return None.NONE;
  }

  private static Object extend(List<Object> list, CallArguments arguments, Budget budget) {
    List<Object> more = Values.items(arguments.require(0, "items"), budget);
    budget.grow(list.size() + (long) more.size(), more.size());
    mutable(list).addAll(more);
    return None.NONE;
  }

  private static Object insert(List<Object> list, CallArguments arguments, Budget budget) {
    budget.make(list.size() + 1L);
    int at = arguments.integer(0, "index", 0);
    int place = Math.clamp(at < 0 ? at + (long) list.size() : at, 0, list.size());
    mutable(list).add(place, arguments.require(1, "item"));
    return None.NONE;
  }

  private static Object pop(List<Object> list, CallArguments arguments, Budget budget) {
    int at = arguments.integer(0, "index", -1);
    int place = at < 0 ? at + list.size() : at;
    if (place < 0 || place >= list.size()) {
      throw new TemplateException("pop: no item %d in %d items".formatted(at, list.size()));
    }
    budget.work(1 + list.size() / 16);
    return mutable(list).remove(place);
  }

  private static Object index(List<Object> list, CallArguments arguments, Budget budget) {
    Object item = arguments.require(0, "item");
    for (int i = 0; i < list.size(); i++) {
      if (Comparisons.equal(list.get(i), item, budget)) {
        return (long) i;
      }
    }
    throw new TemplateException("index: %s is not in the list".formatted(Values.shown(item)));
  }

  private static Object count(List<Object> list, CallArguments arguments, Budget budget) {
    Object item = arguments.require(0, "item");
    return list.stream().filter(each -> Comparisons.equal(each, item, budget)).count();
  }

  private static List<Object> mutable(List<Object> list) {
    if (list instanceof Tuple) {
      throw new TemplateException("a tuple cannot be changed");
    }
    return list;
  }
}
