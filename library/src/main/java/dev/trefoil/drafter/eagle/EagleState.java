package dev.trefoil.drafter.eagle;

import dev.trefoil.compute.RowLayout;
import dev.trefoil.decoding.HiddenRows;
import dev.trefoil.model.KvCache;

/// What the draft knows of one sequence: the cache of the pairs it has read, the hidden states it
/// has not read yet, and the nodes it has fed for the tree under construction.
///
/// Pair `i` is the target's hidden state of token `i` and the token `i + 1`; it stands at position
/// `i`. Nodes that are fed while a tree is made take the slots after the cache's rows, one level
/// after another, and are forgotten with the next step.
final class EagleState implements AutoCloseable {
  private final KvCache cache;
  private final HiddenRows pending;
  private final int[] parentFed; // by fed node: its parent, -1 for the root
  private final int[] path;
  private int nextPosition; // of the first pending pair
  private int fed;
  private int levelStart; // first fed node of the level
  private int levelRow; // row of the level's first node in the pass that fed it

  /// @param fedNodes most nodes fed for one tree
  EagleState(KvCache cache, int featureWidth, int fedNodes) {
    this.cache = cache;
    this.pending = new HiddenRows(featureWidth);
    this.parentFed = new int[fedNodes];
    this.path = new int[fedNodes];
  }

  KvCache cache() {
    return cache;
  }

  /// Hidden states of the pairs from [#nextPosition()] on that are to be read.
  HiddenRows pending() {
    return pending;
  }

  int nextPosition() {
    return nextPosition;
  }

  /// Makes room for hidden states from a position on. Those of a gap, left by a step that failed,
  /// are done without: the draft's guesses are a little worse for it.
  void expectFrom(int position) {
    if (position != nextPosition + pending.count()) {
      pending.clear();
      nextPosition = position;
    }
  }

  /// Notes that pairs were read from the target's rows themselves, none of them pending.
  void noteRead(int pairs) {
    cache.commitChain(pairs);
    nextPosition += pairs;
  }

  /// Notes that all pending pairs were read.
  void notePendingRead() {
    int pairs = pending.count();
    pending.clear();
    noteRead(pairs);
  }

  /// Begins a tree below the root, whose row of the pass is `row`.
  void beginTree(int row) {
    fed = 0;
    levelStart = -1;
    levelRow = row;
  }

  /// Lays out the nodes of the next level, whose rows follow those that the layout has.
  ///
  /// @param parentRows for each row that of its parent in the pass before
  /// @param count number of nodes; once it is 0 the tree is complete
  void layOutLevel(RowLayout layout, int[] parentRows, int count) {
    if (count == 0) {
      return;
    }
    int firstRow = layout.rows();
    layout.beginSegment(cache.store(), cache.length() + fed);
    for (int i = 0; i < count; i++) {
      int parent = parentRows[firstRow + i] - levelRow; // its index in the level before
      parentFed[fed + i] = levelStart < 0 ? -1 : levelStart + parent;
      int ancestors = pathTo(parentFed[fed + i]);
      layout.addRowSeeingSlots(
          nextPosition + ancestors, cache.length(), path, path.length - ancestors, ancestors);
    }
    levelStart = fed;
    levelRow = firstRow;
    fed += count;
  }

  /// Writes the slots of a fed node and its ancestors to the end of the path, ascending; returns
  /// their number.
  private int pathTo(int node) {
    int count = 0;
    for (int at = node; at >= 0; at = parentFed[at]) {
      count++;
      path[path.length - count] = cache.length() + at;
    }
    return count;
  }

  @Override
  public void close() {
    cache.close();
  }
}
