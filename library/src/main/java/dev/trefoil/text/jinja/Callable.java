package dev.trefoil.text.jinja;

/// A function, macro or method of a value.
@FunctionalInterface
interface Callable {
  Object call(CallArguments arguments);
}
