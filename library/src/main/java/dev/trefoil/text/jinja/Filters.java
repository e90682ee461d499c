package dev.trefoil.text.jinja;

import java.util.HashMap;
import java.util.Map;

/// The filters that every template has, by name.
final class Filters {
  static final Map<String, Filter> ALL = all();

  private Filters() {}

  private static Map<String, Filter> all() {
    Map<String, Filter> filters = new HashMap<>();
    TextFilters.addTo(filters);
    NumberFilters.addTo(filters);
    ListFilters.addTo(filters);
    SelectionFilters.addTo(filters);
    return Map.copyOf(filters);
  }
}
