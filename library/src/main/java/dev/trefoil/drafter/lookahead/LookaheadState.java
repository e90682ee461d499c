package dev.trefoil.drafter.lookahead;

import org.jspecify.annotations.Nullable;

/// What lookahead knows of one sequence: its window and the n-grams that came out of it.
///
/// @param window null when the budget has no rows for one
record LookaheadState(@Nullable Window window, NgramPool pool) implements AutoCloseable {
  @Override
  public void close() {}
}
