package dev.trefoil.drafter.sorted;

import dev.trefoil.decoding.CandidateTree;
import dev.trefoil.decoding.DrawnDistributions;
import dev.trefoil.decoding.Sequence;
import java.util.Arrays;

/// What a sorted draft knows of one sequence: its keys and values, the level that is being drafted
/// and the exits of the present proposal.
final class SortedState implements AutoCloseable {
  private final LazyKv kv;
  private final int context; // largest number of positions
  private final SortedLevel level = new SortedLevel();
  private final CandidateTree candidates = new CandidateTree(64);
  private final DrawnDistributions drawn = new DrawnDistributions();
  private int[] frontier = new int[8]; // candidates that are expanded, [level nodes]
  private int[] slotOf = new int[64]; // of candidates that were fed, [candidate]
  private int[] exitOf = new int[64]; // of candidates that were fed and run, else -1, [candidate]
  private int[] exitAfter = new int[8]; // exit that proposed the children of a node, or -1, [node]
  private int chainLength;

  SortedState(LazyKv kv, int context, int chainLength) {
    this.kv = kv;
    this.context = context;
    this.chainLength = chainLength;
  }

  LazyKv kv() {
    return kv;
  }

  SortedLevel level() {
    return level;
  }

  CandidateTree candidates() {
    return candidates;
  }

  /// The distributions from which the present chain was drawn.
  DrawnDistributions drawn() {
    return drawn;
  }

  /// Length of the next chain when chains adapt.
  int chainLength() {
    return chainLength;
  }

  void chainLength(int draftTokens) {
    chainLength = draftTokens;
  }

  /// Drops what was fed and does not stand; the last token is always fed again, for its logits.
  void rollBack(Sequence sequence) {
    int same = 0;
    int most = Math.min(kv.chainLength(), sequence.length() - 1);
    while (same < most && kv.token(same) == sequence.token(same)) {
      same++;
    }
    kv.rollBack(same);
    Arrays.fill(exitAfter, -1);
  }

  /// Whether a token at this depth of a proposal can be fed.
  boolean reaches(Sequence sequence, int depth) {
    return sequence.length() - 1 + depth < context;
  }

  /// Candidates that are expanded next; room for `most`.
  int[] frontier(int most) {
    if (frontier.length < most) {
      frontier = new int[most];
    }
    return frontier;
  }

  /// Adds a candidate that nobody has expanded.
  void addCandidate(int parent, int token, double score) {
    int candidate = candidates.add(parent, token, score);
    if (slotOf.length <= candidate) {
      slotOf = Arrays.copyOf(slotOf, 2 * candidate);
      exitOf = Arrays.copyOf(exitOf, 2 * candidate);
    }
    exitOf[candidate] = -1;
  }

  /// Feeds a candidate whose parent was fed, or is the root.
  void feed(int candidate) {
    int parent = candidates.parent(candidate);
    int parentSlot = parent == CandidateTree.ROOT ? -1 : slotOf[parent];
    slotOf[candidate] = kv.appendToTree(candidates.token(candidate), parentSlot);
  }

  /// Remembers the exit from which the children of a candidate come, or those of the root.
  void noteExpanded(int candidate, int exit) {
    if (candidate == CandidateTree.ROOT) {
      noteExit(0, exit);
    } else {
      exitOf[candidate] = exit;
    }
  }

  /// The exit from which the children of a candidate come; -1 if it was not expanded.
  int exitOf(int candidate) {
    return exitOf[candidate];
  }

  /// Takes over the exits of the candidates that became nodes of the proposed tree.
  void noteChosen() {
    for (int candidate = 0; candidate < candidates.size(); candidate++) {
      if (candidates.node(candidate) >= 0) {
        noteExit(candidates.node(candidate), exitOf(candidate));
      }
    }
  }

  /// Remembers the exit from which the children of a node of the proposed tree come.
  void noteExit(int node, int exit) {
    if (exitAfter.length <= node) {
      int had = exitAfter.length;
      exitAfter = Arrays.copyOf(exitAfter, 2 * node);
      Arrays.fill(exitAfter, had, exitAfter.length, -1);
    }
    exitAfter[node] = exit;
  }

  /// The exit from which the children of a node of the proposed tree came; -1 if it has none.
  int exitAfter(int node) {
    return node < exitAfter.length ? exitAfter[node] : -1;
  }

  @Override
  public void close() {
    kv.close();
  }
}
