package dev.trefoil.decoding;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// The shape of a token tree that does not change from step to step: each node is a child of a
/// certain rank (0 for the drafter's first choice) of its parent.
///
/// Node 0 is the root. Nodes are in level order; within a level parents are in order, then ranks,
/// so that the children of a node are neighbours. Ranks of siblings are 0, 1, 2, ... Immutable.
public final class StaticTree {
  private final int[] parent; // [node], -1 for the root
  private final int[] rank; // [node], -1 for the root
  private final int[] depth; // [node]
  private final int[] children; // [node], how many
  private final int[] firstChild; // [node], where it has some

  private StaticTree(int[] parent, int[] rank) {
    this.parent = parent;
    this.rank = rank;
    this.depth = new int[parent.length];
    this.children = new int[parent.length];
    this.firstChild = new int[parent.length];
    for (int node = 1; node < parent.length; node++) {
      depth[node] = depth[parent[node]] + 1;
      if (children[parent[node]]++ == 0) {
        firstChild[parent[node]] = node;
      }
    }
  }

  /// Reads `root:4 0:3 1:2 0.0:3`: the root has four children, its child of rank 0 has three, and
  /// so on. Paths may come in any order; a path that is not named has no children.
  ///
  /// @throws IllegalArgumentException for a path that does not exist, is named twice, or is
  ///   malformed
  public static StaticTree parse(String notation) {
    return new StaticTreeParser(notation).parse();
  }

  static StaticTree of(int[] parent, int[] rank) {
    return new StaticTree(parent, rank);
  }

  /// Number of nodes, root included.
  public int size() {
    return parent.length;
  }

  /// Index of the parent, -1 for the root.
  public int parent(int node) {
    return parent[node];
  }

  /// Which of its parent's candidates a node is, from 0; -1 for the root.
  public int rank(int node) {
    return rank[node];
  }

  /// How many children a node has.
  public int children(int node) {
    return children[node];
  }

  /// The first child of a node that has some; the others follow it.
  public int firstChild(int node) {
    return firstChild[node];
  }

  /// Edges from the root.
  public int depth(int node) {
    return depth[node];
  }

  /// Depth of the deepest node.
  public int maxDepth() {
    return depth[depth.length - 1];
  }

  /// One more than the largest rank: how many candidates a drafter needs at most.
  public int maxChildren() {
    return 1 + Arrays.stream(rank).max().orElse(-1);
  }

  /// Number of nodes at a depth.
  public int nodesAtDepth(int wanted) {
    return (int) Arrays.stream(depth).filter(d -> d == wanted).count();
  }

  /// Number of nodes without children.
  public int leaves() {
    return size() - (int) Arrays.stream(parent).filter(p -> p >= 0).distinct().count();
  }

  /// The most valuable part of this tree that fits: all of it, or nodes of the smallest sum of
  /// (rank + 1) along their path, earlier nodes first on a tie.
  ///
  /// That order is the one of likelihood when each further rank is less likely by the same factor;
  /// a parent always comes before its child, a sibling before the next one.
  ///
  /// @param nodes largest number of nodes, root included, at least 1
  public StaticTree within(int nodes) {
    if (nodes < 1) {
      throw new IllegalArgumentException(
          "a tree of %d nodes is asked for; at least its root is needed".formatted(nodes));
    }
    if (nodes >= size()) {
      return this;
    }
    int[] cost = new int[size()];
    for (int node = 1; node < size(); node++) {
      cost[node] = cost[parent[node]] + rank[node] + 1;
    }
    int[] kept =
        IntStream.range(0, size())
            .boxed()
            .sorted(Comparator.comparingInt(node -> cost[node]))
            .limit(nodes)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    return selection(kept);
  }

  /// The nodes down to a depth, at least 0.
  public StaticTree downTo(int deepest) {
    if (deepest >= maxDepth()) {
      return this;
    }
    return selection(IntStream.range(0, size()).filter(node -> depth[node] <= deepest).toArray());
  }

  private StaticTree selection(int[] kept) {
    int[] keptParent = new int[kept.length];
    int[] keptRank = new int[kept.length];
    for (int i = 0; i < kept.length; i++) {
      keptParent[i] = i == 0 ? -1 : Arrays.binarySearch(kept, parent[kept[i]]);
      keptRank[i] = rank[kept[i]];
    }
    return new StaticTree(keptParent, keptRank);
  }
}
