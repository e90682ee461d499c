package dev.trefoil.drafter.recurrent;

import dev.trefoil.decoding.HiddenRows;
import dev.trefoil.model.KvCache;

/// What the draft knows of one sequence: the cache of its layers and the hidden states that they
/// have not read yet.
///
/// Only hidden states of decided tokens come in, so nothing is ever rolled back.
final class RecurrentState implements AutoCloseable {
  private final KvCache cache;
  private final HiddenRows unread;

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

  /// Whether all hidden states before the last token are here and the last of them is unread.
  boolean canDraft(int sequenceLength) {
    return unread.count() > 0 && cache.length() + unread.count() == sequenceLength - 1;
  }

  @Override
  public void close() {
    cache.close();
  }
}
