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
/// those of a tree. Layers come in groups, from one exit to the next. Of the text, each group has
/// been run for the slots before its mark, and no mark is beyond that of the group before; what a
/// group needs to go on, the output of the group before for the slots between the two marks, waits
/// on the host. Of a tree, each group has been run for any nodes whose ancestors it has been run
/// for; what it wrote for them lies behind the text in the order in which they were run, which in
/// each group is another one. Running a group runs it for all that waits of the text and for the
/// wanted nodes with their ancestors, so that nothing that is attended to is ever missing, guessed
/// or computed twice (the released code drifts here).
final class LazyKv implements AutoCloseable {
  private static final int SKIPPED = -1;
  private static final int PLANNED = -2;

  private final KvStore store;
  private final int[] filled; // [group], slots of the text
  private final HiddenRows[] waiting; // [group], each [slots, hidden]; that of group 0 stays empty
  private final int[] ranOfTree; // [group]
  private final HiddenRows[] treeOutput; // [group], each [nodes in the order run, hidden]
  private final int[][] place; // [group][slot], where the group wrote a tree slot, or SKIPPED
  private final int[] token; // [slot]
  private final int[] position; // [slot], of tree slots
  private final int[] treeParent; // [slot], slot of the parent or -1, of tree slots
  private final int[] path; // where the ancestors of one slot were written
  private final int[] due; // slots that the planned run is for
  private int dueCount;
  private int firstNew; // slot before which group 0 had been run when the present pass began
  private int chain; // slots of the text
  private int fed; // slots in all

  LazyKv(KvStore store, int groups, int hidden) {
    int slots = store.capacity();
    this.store = store;
    this.filled = new int[groups];
    this.waiting = new HiddenRows[groups];
    this.ranOfTree = new int[groups];
    this.treeOutput = new HiddenRows[groups];
    for (int group = 0; group < groups; group++) {
      waiting[group] = new HiddenRows(hidden);
      treeOutput[group] = new HiddenRows(hidden);
    }
    this.place = new int[groups][slots];
    this.token = new int[slots];
    this.position = new int[slots];
    this.treeParent = new int[slots];
    this.path = new int[slots];
    this.due = new int[slots];
  }

  /// Number of slots of the text.
  int chainLength() {
    return chain;
  }

  /// Number of slots in all.
  int fed() {
    return fed;
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
    for (int[] places : place) {
      places[fed] = SKIPPED;
    }
    return fed++;
  }

  /// Keeps the first `slots` slots, in all groups; a tree goes altogether.
  void rollBack(int slots) {
    int kept = Math.min(slots, chain);
    int end = kept; // of what the group before has run
    for (int group = 0; group < filled.length; group++) {
      filled[group] = Math.min(filled[group], kept);
      waiting[group].truncate(end - filled[group]);
      end = filled[group];
      ranOfTree[group] = 0;
      treeOutput[group].clear();
    }
    fed = kept;
    chain = kept;
  }

  /// Number of slots of the text that a group has not been run for, but the one before has.
  int waiting(int group) {
    return (group == 0 ? chain : filled[group - 1]) - filled[group];
  }

  /// Plans the next run of a group: for all that waits of the text, and of the tree for the wanted
  /// slots and those of their ancestors that it has skipped. The group before has been run for
  /// them.
  ///
  /// @param wanted slots; those of the text among them do not matter
  void plan(int group, int[] wanted, int count) {
    if (group == 0) {
      firstNew = filled[0] + ranOfTree[0];
    }
    int[] places = place[group];
    for (int i = 0; i < count; i++) {
      for (int slot = wanted[i];
          slot >= chain && places[slot] == SKIPPED;
          slot = treeParent[slot]) {
        places[slot] = PLANNED;
      }
    }
    dueCount = 0;
    for (int slot = filled[group]; slot < filled[group] + waiting(group); slot++) {
      due[dueCount++] = slot;
    }
    int next = chain + ranOfTree[group];
    for (int slot = chain; slot < fed; slot++) {
      if (places[slot] == PLANNED) {
        places[slot] = next++;
        due[dueCount++] = slot;
      }
    }
  }

  /// Number of slots that the planned run is for. Wanted slots of a level come last.
  int due() {
    return dueCount;
  }

  /// How many of them had been skipped before the present pass.
  int dueFromBefore() {
    int count = 0;
    for (int i = 0; i < dueCount; i++) {
      count += due[i] < firstNew ? 1 : 0;
    }
    return count;
  }

  /// Adds the rows of the planned run as a segment.
  void layOut(int group, RowLayout layout) {
    layout.beginSegment(store, filled[group] + ranOfTree[group]);
    for (int i = 0; i < dueCount; i++) {
      int slot = due[i];
      if (slot < chain) {
        layout.addCausalRow(slot);
      } else {
        int first = ancestors(group, slot);
        layout.addRowSeeingSlots(position[slot], chain, path, first, path.length - first);
      }
    }
  }

  /// Writes the places of a tree slot's ancestors to the end of `path`, ascending; returns where
  /// they begin.
  private int ancestors(int group, int slot) {
    int first = path.length;
    for (int parent = treeParent[slot]; parent >= 0; parent = treeParent[parent]) {
      path[--first] = place[group][parent];
    }
    return first;
  }

  /// Copies the tokens that group 0 is to be run for.
  void copyTokens(int[] ids, int at) {
    for (int i = 0; i < dueCount; i++) {
      ids[at + i] = token[due[i]];
    }
  }

  /// Copies the input of the planned run of a later group, `[rows, hidden]`.
  void copyInput(int group, float[] rows, int firstRow) {
    int ofText = waiting(group);
    waiting[group].copyTo(rows, firstRow);
    for (int i = ofText; i < dueCount; i++) {
      treeOutput[group - 1].copyTo(place[group - 1][due[i]] - chain, rows, firstRow + i);
    }
  }

  /// Notes that a group was run as planned, and keeps its output for the next.
  ///
  /// @param output rows of this sequence from `firstRow` on
  void noteRun(int group, Backend backend, Matrix output, int firstRow) {
    int ofText = waiting(group);
    if (group + 1 < filled.length) {
      for (int i = 0; i < dueCount; i++) {
        HiddenRows keeper = i < ofText ? waiting[group + 1] : treeOutput[group];
        keeper.append(backend, output, firstRow + i);
      }
    }
    waiting[group].clear();
    filled[group] += ofText;
    ranOfTree[group] += dueCount - ofText;
  }

  @Override
  public String toString() {
    return "LazyKv[filled %s of %d slots of the text, %s of %d of a tree]"
        .formatted(Arrays.toString(filled), chain, Arrays.toString(ranOfTree), fed - chain);
  }

  @Override
  public void close() {
    store.close();
  }
}
