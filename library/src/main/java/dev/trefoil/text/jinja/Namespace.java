package dev.trefoil.text.jinja;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `namespace(...)` gives: attributes that can be assigned from inner scopes.
final class Namespace {
  private final Map<String, Object> attributes = new LinkedHashMap<>();

  @Nullable Object find(String name) {
    return attributes.get(name);
  }

  void set(String name, Object value) {
    attributes.put(name, value);
  }
}
