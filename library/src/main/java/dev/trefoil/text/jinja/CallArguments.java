package dev.trefoil.text.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The evaluated arguments of a call, filter or test.
record CallArguments(List<Object> positional, Map<String, Object> named) {
  static final CallArguments NONE = new CallArguments(List.of(), Map.of());

  boolean has(int index, String name) {
    return index < positional.size() || named.containsKey(name);
  }

  /// An argument given by position or name.
  Object get(int index, String name, Object otherwise) {
    if (index < positional.size()) {
      return positional.get(index);
    }
    return named.getOrDefault(name, otherwise);
  }

  Object require(int index, String name) {
    if (!has(index, name)) {
      throw new TemplateException("argument '" + name + "' is missing");
    }
    return get(index, name, None.NONE);
  }

  String text(int index, String name, String otherwise) {
    return Values.text(get(index, name, otherwise), "argument '" + name + "'");
  }

  String requireText(int index, String name) {
    return Values.text(require(index, name), "argument '" + name + "'");
  }

  boolean flag(int index, String name, boolean otherwise) {
    return Values.isTrue(get(index, name, otherwise));
  }

  int integer(int index, String name, int otherwise) {
    return Values.toInt(get(index, name, (long) otherwise), "argument '" + name + "'");
  }

  /// Whether an argument is there and not none.
  boolean isGiven(int index, String name) {
    return has(index, name) && get(index, name, None.NONE) != None.NONE;
  }

  /// The same without the first `count` positional arguments.
  CallArguments skip(int count) {
    return new CallArguments(
        positional.subList(Math.min(count, positional.size()), positional.size()), named);
  }

  CallArguments with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(named);
    more.put(name, value);
    return new CallArguments(positional, more);
  }
}
