package dev.trefoil.drafter.sorted;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.KvStore;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.decoding.HiddenRows;
import java.util.Arrays;

/// Keys and values of one sequence in a draft whose deeper layers are run later than its shallow
/// ones, or never.
///
/// A slot holds one fed token: first those of the text, slot and position being the same, then
/// those of a tree. Layers come in groups, from one exit to the next. Each group has been run for
/// the slots before its mark, and no mark is beyond that of the group before. What a group needs to
/// go on, the output of the group before for the slots between the two marks, waits on the host.
/// Running a group runs it for all that waits, so that no slot is ever missing, guessed or computed
/// twice (the released code drifts here).
final class LazyKv implements AutoCloseable {
  private final KvStore store;
  private final int[] filled; // [group]
  private final HiddenRows[] waiting; // [group], each [slots, hidden]; that of group 0 stays empty
  private final int[] token; // [slot]
  private final int[] position; // [slot], of tree slots
  private final int[] treeParent; // [slot], slot of the parent or -1, of tree slots
  private final int[] path; // ancestors of one slot
  private int chain; // slots of the text
  private int fed; // slots in all

  LazyKv(KvStore store, int groups, int hidden) {
    this.store = store;
    this.filled = new int[groups];
    this.waiting = new HiddenRows[groups];
    for (int group = 0; group < groups; group++) {
      waiting[group] = new HiddenRows(hidden);
    }
    this.token = new int[store.capacity()];
    this.position = new int[store.capacity()];
    this.treeParent = new int[store.capacity()];
    this.path = new int[store.capacity()];
  }

  /// Number of slots of the text.
  int chainLength() {
    return chain;
  }

  int token(int slot) {
    return token[slot];
  }

  /// Feeds the next token of the text; the tree must be gone.
  void appendToChain(int newToken) {
    if (fed != chain) {
      throw new IllegalStateException("a tree of %d slots is in the way".formatted(fed - chain));
    }
    token[fed++] = newToken;
    chain = fed;
  }

  /// Feeds a node of a tree over the text and returns its slot.
  ///
  /// @param parentSlot slot of its parent, or -1 if that is the last token of the text
  int appendToTree(int newToken, int parentSlot) {
    token[fed] = newToken;
    treeParent[fed] = parentSlot;
    position[fed] = parentSlot < 0 ? chain : position[parentSlot] + 1;
    return fed++;
  }

  /// Keeps the first `slots` slots, in all groups; a tree goes altogether.
  void rollBack(int slots) {
    int kept = Math.min(slots, chain);
    int end = Math.min(fed, kept); // of what the group before has run
    for (int group = 0; group < filled.length; group++) {
      int had = filled[group];
      filled[group] = Math.min(had, kept);
      waiting[group].truncate(end - filled[group]);
      end = filled[group];
    }
    fed = kept;
    chain = kept;
  }

  /// Number of slots for which a group is still to be run.
  int due(int group) {
    return end(group) - filled[group];
  }

  private int end(int group) {
    return group == 0 ? fed : filled[group - 1];
  }

  /// Adds the rows that a group is due as a segment.
  void layOut(int group, RowLayout layout) {
    layout.beginSegment(store, filled[group]);
    for (int slot = filled[group]; slot < end(group); slot++) {
      if (slot < chain) {
        layout.addCausalRow(slot);
      } else {
        int first = ancestors(slot);
        layout.addRowSeeingSlots(position[slot], chain, path, first, path.length - first);
      }
    }
  }

  /// Writes the ancestors of a tree slot to the end of `path`, ascending; returns where they begin.
  private int ancestors(int slot) {
    int first = path.length;
    for (int parent = treeParent[slot]; parent >= 0; parent = treeParent[parent]) {
      path[--first] = parent;
    }
    return first;
  }

  /// Copies the tokens that group 0 is due.
  void copyTokens(int[] ids, int at) {
    System.arraycopy(token, filled[0], ids, at, due(0));
  }

  /// Copies the input of a later group, `[rows, hidden]`.
  void copyInput(int group, float[] rows, int firstRow) {
    waiting[group].copyTo(rows, firstRow);
  }

  /// Notes that a group was run for all that it was due, and keeps its output for the next.
  ///
  /// @param output rows of this sequence from `firstRow` on
  void noteRun(int group, Backend backend, Matrix output, int firstRow) {
    int rows = due(group);
    if (group + 1 < filled.length) {
      for (int row = 0; row < rows; row++) {
        waiting[group + 1].append(backend, output, firstRow + row);
      }
    }
    waiting[group].clear();
    filled[group] += rows;
  }

  /// Slots before which a group has been run.
  int filled(int group) {
    return filled[group];
  }

  @Override
  public String toString() {
    return "LazyKv[filled %s of %d slots, %d of the text]"
        .formatted(Arrays.toString(filled), fed, chain);
  }

  @Override
  public void close() {
    store.close();
  }
}
