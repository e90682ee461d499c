package dev.trefoil.drafter.sorted;

import java.util.Arrays;

/// The nodes that are run together for one sequence, which of them are still on their way through
/// the draft, and what those that left it expect. Reused from level to level.
final class SortedLevel {
  private static final float[] NOT_KEPT = {};

  private double[] scores = new double[8]; // of the paths to the nodes, [nodes]
  private double[] confidences = new double[8]; // [nodes]
  private int[] tokens = new int[8]; // proposals after each node, [nodes, children]
  private double[] logProbabilities = new double[8]; // of the proposals
  private int[] exits = new int[8]; // [nodes]
  private int[] going = new int[8]; // nodes that have not left, ascending
  private int[] slots = new int[8]; // of those
  private float[] logits = NOT_KEPT; // after the last node, [vocabulary]
  private boolean keepsLogits;
  private int firstSlot;
  private int nodes;
  private int goingCount;
  private int exit;

  /// Makes room for the nodes that were fed last.
  ///
  /// @param keep whether the logits after the last node are wanted whole
  void begin(LazyKv kv, int levelNodes, int children, boolean keep) {
    nodes = levelNodes;
    firstSlot = kv.fed() - levelNodes;
    goingCount = levelNodes;
    exit = -1;
    keepsLogits = keep;
    if (exits.length < levelNodes) {
      exits = new int[levelNodes];
      going = new int[levelNodes];
      slots = new int[levelNodes];
      confidences = new double[levelNodes];
      scores = new double[levelNodes];
    }
    if (tokens.length < levelNodes * children) {
      tokens = new int[levelNodes * children];
      logProbabilities = new double[levelNodes * children];
    }
    for (int node = 0; node < levelNodes; node++) {
      going[node] = node;
      exits[node] = -1;
    }
  }

  /// Nodes in all.
  int nodes() {
    return nodes;
  }

  /// Nodes that have not left.
  int goingCount() {
    return goingCount;
  }

  /// The `i`-th node that has not left.
  int going(int i) {
    return going[i];
  }

  /// Slots of the nodes that have not left, ascending.
  int[] goingSlots() {
    for (int i = 0; i < goingCount; i++) {
      slots[i] = firstSlot + going[i];
    }
    return slots;
  }

  /// Lets nodes leave at an exit.
  ///
  /// @param policy decides which
  /// @return how many left
  int leave(int group, ExitPolicy policy) {
    boolean all = policy.levelExits(group, this);
    int left = 0;
    for (int i = 0; i < goingCount; i++) {
      int node = going[i];
      if (all || policy.nodeExits(group, confidences[node])) {
        exits[node] = group;
        exit = group;
      } else {
        going[left++] = node;
      }
    }
    int gone = goingCount - left;
    goingCount = left;
    return gone;
  }

  /// The exit that a node took; -1 while it has not left.
  int exitOf(int node) {
    return exits[node];
  }

  /// The deepest exit that a node has taken.
  int exit() {
    return exit;
  }

  /// Log probabilities of the paths to the nodes, `[nodes]`.
  double[] scores() {
    return scores;
  }

  /// Largest probability after each node, by the last exit at which it was read, `[nodes]`.
  double[] confidences() {
    return confidences;
  }

  /// Proposals after the nodes, `[nodes, children]`; -1 where logits were not numbers.
  int[] tokens() {
    return tokens;
  }

  double[] logProbabilities() {
    return logProbabilities;
  }

  boolean keepsLogits() {
    return keepsLogits;
  }

  /// Logits after the last node, by the last exit at which they were read, `[vocabulary]`.
  float[] logits(int vocabulary) {
    if (logits.length != vocabulary) {
      logits = new float[vocabulary];
    }
    return logits;
  }

  @Override
  public String toString() {
    return "SortedLevel[exits %s]".formatted(Arrays.toString(Arrays.copyOf(exits, nodes)));
  }
}
