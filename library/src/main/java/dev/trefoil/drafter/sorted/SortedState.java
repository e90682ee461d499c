package dev.trefoil.drafter.sorted;

import dev.trefoil.decoding.CandidateTree;
import dev.trefoil.decoding.Sequence;
import java.util.Arrays;

/// What a sorted draft knows of one sequence: its keys and values, the level that is being drafted
/// and the exits of the present proposal.
final class SortedState implements AutoCloseable {
  private final LazyKv kv;
  private final int context; // largest number of positions
  private final CandidateTree candidates = new CandidateTree(64);
  private int[] frontier = new int[8]; // candidates that are expanded, [level nodes]
  private int[] slotOf = new int[64]; // of candidates that were fed, [candidate]
  private double[] scores = new double[8]; // of the paths to the level's nodes
  private double[] confidences = new double[8]; // [level nodes]
  private int[] tokens = new int[8]; // proposals after each node, [level nodes, children]
  private double[] logProbabilities = new double[8]; // of the proposals
  private int[] exitOfDepth = new int[8]; // of the last proposal, [depth of the proposed nodes]
  private int nodes;
  private int exit;
  private int depths;
  private int chainLength;

  SortedState(LazyKv kv, int context, int chainLength) {
    this.kv = kv;
    this.context = context;
    this.chainLength = chainLength;
  }

  LazyKv kv() {
    return kv;
  }

  CandidateTree candidates() {
    return candidates;
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
    depths = 0;
  }

  /// Whether a token at this depth of a proposal can be fed.
  boolean reaches(Sequence sequence, int depth) {
    return sequence.length() - 1 + depth < context;
  }

  /// Makes room for a level and says how many nodes it has: the last ones that were fed.
  void beginLevel(int levelNodes, int children) {
    nodes = levelNodes;
    exit = -1;
    if (confidences.length < levelNodes) {
      confidences = new double[levelNodes];
      scores = Arrays.copyOf(scores, levelNodes);
    }
    if (tokens.length < levelNodes * children) {
      tokens = new int[levelNodes * children];
      logProbabilities = new double[levelNodes * children];
    }
  }

  /// Nodes of the level.
  int nodes() {
    return nodes;
  }

  /// Log probabilities of the paths to the level's nodes, `[nodes]`.
  double[] scores() {
    return scores;
  }

  double[] confidences() {
    return confidences;
  }

  /// Proposals after the level's nodes, `[nodes, children]`; -1 where logits were not numbers.
  int[] tokens() {
    return tokens;
  }

  double[] logProbabilities() {
    return logProbabilities;
  }

  /// The exit that the level took.
  int exit() {
    return exit;
  }

  void exit(int taken) {
    exit = taken;
  }

  /// Remembers the exit from which the nodes of the next depth come.
  void noteDepth() {
    if (depths == exitOfDepth.length) {
      exitOfDepth = Arrays.copyOf(exitOfDepth, 2 * depths);
    }
    exitOfDepth[depths++] = exit;
  }

  /// The exit from which the nodes of a depth, from 1 on, came.
  int exitOfDepth(int depth) {
    return exitOfDepth[depth - 1];
  }

  /// Depth of the last proposal.
  int depths() {
    return depths;
  }

  /// Candidates that are expanded next; room for `most`.
  int[] frontier(int most) {
    if (frontier.length < most) {
      frontier = new int[most];
    }
    return frontier;
  }

  /// Remembers where a candidate was fed.
  void slot(int candidate, int slot) {
    if (slotOf.length <= candidate) {
      slotOf = Arrays.copyOf(slotOf, 2 * candidate);
    }
    slotOf[candidate] = slot;
  }

  int slot(int candidate) {
    return slotOf[candidate];
  }

  @Override
  public void close() {
    kv.close();
  }
}
