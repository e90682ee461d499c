package dev.trefoil.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Attributes, items and slices of values. What does not exist is undefined, not an error.
final class Access {
  private final Budget budget;

  Access(Budget budget) {
    this.budget = budget;
  }

  /// `object.name`: a method, else an entry.
  Object attribute(Object object, String name) {
    if (object instanceof Undefined undefined) {
      throw undefined.error();
    }
    Object own = own(object, name);
    if (own != null) {
      return own;
    }
    Object entry = object instanceof Map<?, ?> map ? map.get(name) : null;
    return entry != null ? entry : Undefined.attribute(object, name);
  }

  /// `object[key]`: an entry or item, else a method.
  Object item(Object object, Object key) {
    if (object instanceof Undefined undefined) {
      throw undefined.error();
    }
    Object found =
        switch (object) {
          case Map<?, ?> _ when key instanceof Undefined -> null;
          case Map<?, ?> map -> map.get(Values.key(key, budget));
          case List<?> list when Values.isInteger(key) -> at(list, Values.integer(key, "index"));
          case String text when Values.isInteger(key) -> at(text, Values.integer(key, "index"));
          default -> null;
        };
    if (found == null && key instanceof String name) {
      found = own(object, name);
    }
    return found != null ? found : Undefined.attribute(object, key);
  }

  private @Nullable Object own(Object object, String name) {
    return switch (object) {
      case String text -> bound(StringMethods.ALL.get(name), text);
      case Tuple tuple when name.equals("append") -> null;
      case List<?> list -> bound(ListMethods.ALL.get(name), mutable(list));
      case Map<?, ?> map -> bound(DictMethods.ALL.get(name), mutable(map));
      case Namespace namespace -> namespace.find(name);
      case Loop loop -> loop.find(name);
      default -> null;
    };
  }

  private <T> @Nullable Callable bound(@Nullable Method<T> method, T object) {
    if (method == null) {
      return null;
    }
    return arguments -> {
      budget.read(object);
      return method.call(object, arguments, budget);
    };
  }

  /// Template values hold only template values: lists and dicts are made by this package alone.
  @SuppressWarnings("unchecked")
  private static List<Object> mutable(List<?> list) {
    return (List<Object>) list;
  }

  @SuppressWarnings("unchecked")
  private static Map<Object, Object> mutable(Map<?, ?> map) {
    return (Map<Object, Object>) map;
  }

  private static @Nullable Object at(List<?> list, long index) {
    long place = index < 0 ? index + list.size() : index;
    return place < 0 || place >= list.size() ? null : list.get((int) place);
  }

  private @Nullable Object at(String text, long index) {
    budget.work(1 + text.length() / 64);
    int length = text.codePointCount(0, text.length());
    long place = index < 0 ? index + length : index;
    if (place < 0 || place >= length) {
      return null;
    }
    return Character.toString(text.codePointAt(text.offsetByCodePoints(0, (int) place)));
  }

  /// `object[from:to:step]`; bounds that are none are open.
  Object slice(Object object, Object from, Object to, Object step) {
    if (object instanceof Undefined undefined) {
      throw undefined.error();
    }
    if (object instanceof String text) {
      int[] points = text.codePoints().toArray();
      budget.make(points.length);
      StringBuilder part = new StringBuilder();
      for (int place : places(points.length, from, to, step)) {
        part.appendCodePoint(points[place]);
      }
      return part.toString();
    }
    if (!(object instanceof List<?> list)) {
      throw new TemplateException(Values.typeName(object) + " cannot be sliced");
    }
    List<Object> part = new ArrayList<>();
    for (int place : places(list.size(), from, to, step)) {
      part.add(list.get(place));
    }
    return object instanceof Tuple ? new Tuple(part) : part;
  }

  private List<Integer> places(int length, Object from, Object to, Object step) {
    long by = step == None.NONE ? 1 : Values.integer(step, "the slice's step");
    if (by == 0) {
      throw new TemplateException("the slice's step is 0; it must be positive or negative");
    }
    long lowest = by > 0 ? 0 : -1;
    long highest = by > 0 ? length : length - 1L;
    long start = bound(from, by > 0 ? lowest : highest, length, lowest, highest);
    long end = bound(to, by > 0 ? highest : lowest, length, lowest, highest);
    List<Integer> places = new ArrayList<>();
    for (long at = start; by > 0 ? at < end : at > end; at += by) {
      places.add((int) at);
      if (Math.abs(by) > length) {
        break;
      }
    }
    budget.make(places.size());
    return places;
  }

  private static long bound(Object value, long open, int length, long lowest, long highest) {
    if (value == None.NONE) {
      return open;
    }
    long given = Values.integer(value, "the slice's bound");
    return Math.clamp(given < 0 ? given + length : given, lowest, highest);
  }
}
