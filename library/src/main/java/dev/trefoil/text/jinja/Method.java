package dev.trefoil.text.jinja;

/// A method of strings, lists or dicts.
@FunctionalInterface
interface Method<T> {
  Object call(T object, CallArguments arguments, Budget budget);
}
