package dev.trefoil.text.jinja;

/// What stands after `is`.
@FunctionalInterface
interface ValueTest {
  boolean holds(Object value, CallArguments arguments, Budget budget);
}
