package dev.trefoil.drafter.lookahead;

/// What lookahead knows of one sequence: its window and the n-grams that came out of it.
record LookaheadState(Window window, NgramPool pool) implements AutoCloseable {
  @Override
  public void close() {}
}
