package dev.trefoil.text.jinja;

/// What a name or attribute gives that does not exist: empty as text, false as a condition, without
/// items in a loop, and an error as anything else.
///
/// @param what the message that such an error shows
record Undefined(String what) {
  static Undefined variable(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  static Undefined attribute(Object object, Object name) {
    return new Undefined(
        "%s has no attribute %s".formatted(Values.typeName(object), Values.shown(name)));
  }

  TemplateException error() {
    return new TemplateException(what);
  }
}
