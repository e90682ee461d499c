package dev.trefoil.text.jinja;

/// What stands after `|`.
@FunctionalInterface
interface Filter {
  Object apply(Evaluation evaluation, Object input, CallArguments arguments);
}
