package dev.trefoil.decoding;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A tree of proposed tokens over one decided token.
///
/// Node 0 is the token already decided whose KV row does not exist yet. Nodes are in level order
/// with `parent(i) < i`; positions, masks and paths derive from the parents alone. A tree of one
/// node is plain decoding.
///
/// Mutable, owned by its sequence, reused from step to step. The loop sets the room before a
/// drafter sees the tree.
public final class TokenTree {
  private static final double ROW_SHARE = 0.125; // of the price of a level

  private final int[] token;
  private final int[] parent;
  private final int[] depth;
  private final double[] reach; // by node: what the draft gives its path, or NaN
  private final int[] origin; // by node: its index when it was added
  private final double[] @Nullable [] proposal; // of the node's children, [vocabulary]
  private double levelPrice; // NaN: the draft's probabilities are not asked for
  private int size;
  private int room;
  private int maxDepth;
  private int evidence;
  private boolean failed;

  /// @param capacity largest number of nodes, root included
  public TokenTree(int capacity) {
    token = new int[capacity];
    parent = new int[capacity];
    depth = new int[capacity];
    reach = new double[capacity];
    origin = new int[capacity];
    proposal = new double[capacity][];
  }

  /// Back to the root alone.
  ///
  /// @param room largest number of nodes in this step, root included
  /// @param maxDepth largest depth of a node in this step
  void reset(int rootToken, int room, int maxDepth) {
    this.room = Math.min(room, token.length);
    this.maxDepth = maxDepth;
    token[0] = rootToken;
    parent[0] = -1;
    depth[0] = 0;
    reach[0] = 1;
    levelPrice = Double.NaN;
    failed = false;
    clear();
  }

  /// Forgets all nodes but the root.
  public void clear() {
    size = 1;
    evidence = 0;
    Arrays.fill(proposal, null);
  }

  /// Lowers the room of this step; at least the root stays.
  public void limit(int nodes) {
    room = Math.clamp(nodes, 1, room);
  }

  /// Asks the drafter for the probabilities of its paths, and to draft a further level only where
  /// that is worth it.
  ///
  /// @param price least sum of the probabilities of the paths that a level goes on from; 0 for all
  public void askForReach(double price) {
    levelPrice = price;
  }

  /// Whether the drafter should say how likely its paths are, see [#add(int, int, double)].
  public boolean wantsReach() {
    return !Double.isNaN(levelPrice);
  }

  /// Whether a drafter should go on from paths of these probabilities in all; true where nobody
  /// asked.
  public boolean isWorthALevel(double reachInAll) {
    return !(reachInAll < levelPrice);
  }

  /// Whether a drafter should go on from a single path of this probability, where it goes on at
  /// all: a row of a level costs a part of the level.
  public boolean isWorthARow(double pathReach) {
    return !(pathReach < ROW_SHARE * levelPrice);
  }

  /// What the draft gives the path from the root to a node: the product of its probabilities; NaN
  /// where the drafter did not say.
  public double reach(int node) {
    return reach[node];
  }

  /// Keeps these nodes and drops all others; those that stay move up.
  ///
  /// @param nodes ascending, the root and the parent of each among them
  /// @param count how many
  /// @throws IllegalArgumentException when a parent is not among them
  /// @throws IllegalStateException for a tree that was drawn, see [#truncate]
  public void keep(int[] nodes, int count) {
    if (wasDrawn()) {
      throw new IllegalStateException("a tree that was drawn from distributions stays whole");
    }
    for (int i = 0; i < count; i++) {
      int node = nodes[i];
      int kept = i == 0 ? -1 : Arrays.binarySearch(nodes, 0, i, parent[node]);
      if (i == 0 ? node != 0 : kept < 0 || node <= nodes[i - 1]) {
        throw new IllegalArgumentException(
            "node %d cannot stay: the root comes first, a parent before its child".formatted(node));
      }
      parent[i] = kept; // its own entry is read, and earlier ones are not needed any more
      token[i] = token[node];
      depth[i] = depth[node];
      reach[i] = reach[node];
      origin[i] = origin[node];
    }
    size = count;
  }

  /// The index that a node had when it was added, before [#keep] moved it.
  public int origin(int node) {
    return origin[node];
  }

  /// Drops the last nodes so that `nodes` remain; at least the root stays.
  ///
  /// @throws IllegalStateException for a tree that was drawn: dropping some of the children that a
  ///   distribution yielded would change what was drawn
  public void truncate(int nodes) {
    if (nodes >= size) {
      return;
    }
    if (wasDrawn()) {
      throw new IllegalStateException("a tree that was drawn from distributions stays whole");
    }
    size = Math.max(1, nodes);
  }

  /// Whether some children were drawn from a distribution.
  public boolean wasDrawn() {
    for (int node = 0; node < size; node++) {
      if (proposal[node] != null) {
        return true;
      }
    }
    return false;
  }

  /// Says how good the drafter's reason for this tree is, in its own measure: the length of the
  /// match that it continues. Trees of one strength are expected to fare alike.
  public void evidence(int strength) {
    evidence = strength;
  }

  /// What the drafter said of its reason; 0 if it said nothing.
  public int evidence() {
    return evidence;
  }

  /// Gives up what is proposed in this step, for what the draft computed for this sequence are no
  /// numbers: a fault of the drafter. The step has a bare root then, and what the drafter knows of
  /// the sequence is forgotten, for it may hold the same.
  public void fail() {
    failed = true;
  }

  /// Whether the proposal was given up.
  boolean hasFailed() {
    return failed;
  }

  /// Says that the children of a node were drawn from a distribution, one after another in the
  /// order in which they were added and without putting back. Children of which this is not said
  /// were chosen without chance.
  ///
  /// Sampled output has the target's distribution only if that is true.
  ///
  /// @param distribution over the target's vocabulary, borrowed until the step ends, `[vocabulary]`
  public void childrenDrawnFrom(int node, double[] distribution) {
    if (node < 0 || node >= size) {
      throw new IllegalArgumentException(
          "a distribution for the children of node %d of a tree with %d nodes"
              .formatted(node, size));
    }
    double sum = 0;
    boolean negative = false;
    for (double p : distribution) {
      sum += p;
      negative |= p < 0;
    }
    if (negative || !(Math.abs(sum - 1) <= 1e-6)) {
      throw new IllegalArgumentException(
          "the draft's distribution after node %d sums to %s%s; probabilities that sum to 1 are needed"
              .formatted(node, sum, negative ? " and has negative entries" : ""));
    }
    proposal[node] = distribution;
  }

  /// Refuses distributions that are not over the target's vocabulary.
  void checkProposals(int vocabulary) {
    for (int node = 0; node < size; node++) {
      double[] distribution = proposal[node];
      if (distribution != null && distribution.length != vocabulary) {
        throw new IllegalArgumentException(
            "the draft's distribution after node %d is over %d tokens; the target has %d"
                .formatted(node, distribution.length, vocabulary));
      }
    }
  }

  /// The distribution from which the children of a node were drawn, or null.
  public double @Nullable [] proposal(int node) {
    return proposal[node];
  }

  /// Whether a child of `parentNode` still fits the room and the depth of this step.
  public boolean fits(int parentNode) {
    return size < room && depth[parentNode] < maxDepth;
  }

  /// Adds a child and returns its index.
  ///
  /// @throws IllegalArgumentException when the parent does not exist or the level order breaks
  /// @throws IllegalStateException when the node does not fit; ask [#fits] first
  public int add(int parentNode, int proposedToken) {
    return add(parentNode, proposedToken, Double.NaN);
  }

  /// Adds a child whose path has this probability by the draft, and returns its index.
  ///
  /// @param pathReach product of the draft's probabilities from the root on; NaN for unknown
  /// @throws IllegalArgumentException when the parent does not exist or the level order breaks
  /// @throws IllegalStateException when the node does not fit; ask [#fits] first
  public int add(int parentNode, int proposedToken, double pathReach) {
    if (parentNode < 0 || parentNode >= size) {
      throw new IllegalArgumentException(
          "parent %d of a tree with %d nodes".formatted(parentNode, size));
    }
    if (!fits(parentNode)) {
      throw new IllegalStateException(
          "no room for a child of node %d: %d of %d nodes, depth %d of %d"
              .formatted(parentNode, size, room, depth[parentNode], maxDepth));
    }
    if (depth[parentNode] + 1 < depth[size - 1]) {
      throw new IllegalArgumentException(
          "nodes must come in level order: a node of depth %d cannot follow one of depth %d"
              .formatted(depth[parentNode] + 1, depth[size - 1]));
    }
    token[size] = proposedToken;
    parent[size] = parentNode;
    depth[size] = depth[parentNode] + 1;
    reach[size] = pathReach;
    origin[size] = size;
    return size++;
  }

  /// The child of `node` with that token, the first one proposed, or -1.
  public int child(int node, int childToken) {
    for (int i = node + 1; i < size; i++) {
      if (parent[i] == node && token[i] == childToken) {
        return i;
      }
    }
    return -1;
  }

  /// The first child of a node, or -1.
  public int firstChild(int node) {
    return childFrom(node + 1, node);
  }

  /// The next node with the same parent, or -1.
  public int nextSibling(int node) {
    return childFrom(node + 1, parent[node]);
  }

  private int childFrom(int start, int parentNode) {
    for (int i = start; i < size; i++) {
      if (parent[i] == parentNode) {
        return i;
      }
    }
    return -1;
  }

  /// Number of nodes, root included.
  public int size() {
    return size;
  }

  /// Largest number of nodes in this step, root included.
  public int room() {
    return room;
  }

  /// Largest depth of a node in this step.
  public int maxDepth() {
    return maxDepth;
  }

  public int token(int node) {
    return token[node];
  }

  /// Index of the parent, -1 for the root.
  public int parent(int node) {
    return parent[node];
  }

  /// Edges from the root.
  public int depth(int node) {
    return depth[node];
  }
}
