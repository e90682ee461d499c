package dev.trefoil.drafter.recurrent;

import dev.trefoil.decoding.HiddenRows;
import dev.trefoil.model.KvCache;

/// What the draft knows of one sequence: the cache of its layers and the hidden states that they
/// have not read yet.
///
/// Only hidden states of decided tokens come in, so nothing is ever rolled back. Those of a gap,
/// left by a fault, are done without: the draft's guesses are a little worse for it.
final class RecurrentState implements AutoCloseable {
  private final KvCache cache;
  private final HiddenRows unread;
  private int nextPosition; // of the first unread hidden state

  RecurrentState(KvCache cache, HiddenRows unread) {
    this.cache = cache;
    this.unread = unread;
  }

  KvCache cache() {
    return cache;
  }

  HiddenRows unread() {
    return unread;
  }

  int nextPosition() {
    return nextPosition;
  }

  /// Makes room for hidden states from a position on.
  void expectFrom(int position) {
    if (position != nextPosition + unread.count()) {
      unread.clear();
      nextPosition = position;
    }
  }

  /// Notes that all unread ones go through the layers.
  void noteRead() {
    cache.commitChain(unread.count());
    nextPosition += unread.count();
    unread.clear();
  }

  /// Whether the hidden state before the last token is here and unread.
  boolean canDraft(int sequenceLength) {
    return unread.count() > 0 && nextPosition + unread.count() == sequenceLength - 1;
  }

  @Override
  public void close() {
    cache.close();
  }
}
