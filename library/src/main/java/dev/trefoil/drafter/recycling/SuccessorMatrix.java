package dev.trefoil.drafter.recycling;

import java.util.Arrays;

/// For each token the likeliest tokens after it, as last seen: `[vocabulary, successors]` ints.
///
/// A token that was never seen has none. Mutable, one thread.
final class SuccessorMatrix implements AutoCloseable {
  private static final int UNKNOWN = -1;

  private final int successors;
  private int[] entries = new int[0]; // [vocabulary * successors]

  SuccessorMatrix(int successors) {
    this.successors = successors;
  }

  /// Successor of that rank, or -1 when none is known.
  int get(int token, int rank) {
    int at = token * successors + rank;
    return at < entries.length ? entries[at] : UNKNOWN;
  }

  /// Remembers `ranked[from .. from + count)`, likeliest first, as what follows a token.
  void set(int token, int[] ranked, int from, int count) {
    System.arraycopy(ranked, from, entries, token * successors, count);
  }

  /// Makes room for the tokens of a vocabulary.
  void reserve(int vocabulary) {
    int old = entries.length;
    int wanted = Math.multiplyExact(vocabulary, successors);
    if (wanted > old) {
      entries = Arrays.copyOf(entries, wanted);
      Arrays.fill(entries, old, wanted, UNKNOWN);
    }
  }

  @Override
  public void close() {}
}
