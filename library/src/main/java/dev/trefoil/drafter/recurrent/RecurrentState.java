package dev.trefoil.drafter.recurrent;

import dev.trefoil.decoding.HiddenRows;
import dev.trefoil.decoding.TreeExpansion;
import dev.trefoil.model.KvCache;

/// What the draft knows of one sequence: the cache of its layers, the hidden states that they have
/// not read yet, and its tree under construction.
///
/// Only hidden states of decided tokens come in, so nothing is ever rolled back.
final class RecurrentState implements AutoCloseable {
  private final KvCache cache;
  private final HiddenRows unread;
  private final TreeExpansion tree;

  RecurrentState(KvCache cache, HiddenRows unread, TreeExpansion tree) {
    this.cache = cache;
    this.unread = unread;
    this.tree = tree;
  }

  KvCache cache() {
    return cache;
  }

  HiddenRows unread() {
    return unread;
  }

  TreeExpansion tree() {
    return tree;
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
