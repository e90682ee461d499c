package dev.trefoil.drafter.eagle;

import dev.trefoil.compute.RowLayout;
import dev.trefoil.decoding.HiddenRows;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.TreeExpansion;
import dev.trefoil.model.KvCache;

/// What the draft knows of one sequence: the cache of the pairs it has read, the hidden states it
/// has not read yet, and the tree it is making.
///
/// Pair `i` is the target's hidden state of token `i` and the token `i + 1`; it stands at position
/// `i`. Nodes that are fed while a tree is made take the slots after the cache's rows, one level
/// after another, and are forgotten with the next step.
final class EagleState implements AutoCloseable {
  private final KvCache cache;
  private final HiddenRows pending;
  private final TreeExpansion expansion;
  private final int[] parentFed; // by fed node: its parent, -1 for the root
  private final int[] path;
  private int nextPosition; // of the first pending pair
  private int fed;
  private int levelStart; // first fed node of the level
  private int levelRow; // row of the level's first node in the pass that fed it
  private int levelSize;

  /// @param fedNodes most nodes fed for one tree
  EagleState(KvCache cache, int featureWidth, TreeExpansion expansion, int fedNodes) {
    this.cache = cache;
    this.pending = new HiddenRows(featureWidth);
    this.expansion = expansion;
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
  void beginTree(TokenTree tree, int row) {
    expansion.begin(tree);
    fed = 0;
    levelStart = -1;
    levelRow = row;
    levelSize = 1;
  }

  /// Tells the tokens ranked after each node of the level, `[rows of the pass, perRow]`.
  void rank(int[] tokens, float[] probabilities, int perRow) {
    for (int node = 0; node < levelSize; node++) {
      expansion.rank(node, tokens, probabilities, (levelRow + node) * perRow, perRow);
    }
  }

  /// Lays out the nodes of the next level, if the tree is not complete, and notes for each row the
  /// row of its parent in the pass before.
  void layOutLevel(RowLayout layout, int[] ids, int[] parentRows) {
    if (levelSize == 0) {
      return;
    }
    int count = expansion.advance();
    int firstRow = layout.rows();
    if (count > 0) {
      layout.beginSegment(cache.store(), cache.length() + fed);
    }
    for (int i = 0; i < count; i++) {
      int parent = expansion.parent(i);
      ids[firstRow + i] = expansion.token(i);
      parentRows[firstRow + i] = levelRow + parent;
      parentFed[fed + i] = levelStart < 0 ? -1 : levelStart + parent;
      int ancestors = pathTo(parentFed[fed + i]);
      layout.addRowSeeingSlots(
          nextPosition + ancestors, cache.length(), path, path.length - ancestors, ancestors);
    }
    levelStart = fed;
    levelRow = firstRow;
    levelSize = count;
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
