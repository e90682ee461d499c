package dev.trefoil.decoding;

import java.util.Arrays;

/// Fills a static tree. A step with less room or depth than the tree gets the part of
/// [StaticTreeParts#fitting].
final class StaticExpansion implements TreeExpansion {
  private final StaticTreeParts parts;
  private final int[] placed; // by node of the shape: its index in the token tree, or -1
  private final int[] inLevel; // by node of the shape: its index in its level
  private final int[] level; // nodes of the shape
  private final double[][] proposals; // by node of the shape, [vocabulary] each, made when needed
  private int levelSize;
  private int depth;
  private StaticTree shape;
  private TokenTree tree = new TokenTree(1);

  StaticExpansion(StaticTree whole) {
    this.parts = new StaticTreeParts(whole);
    this.shape = whole;
    this.placed = new int[whole.size()];
    this.inLevel = new int[whole.size()];
    this.level = new int[whole.size()];
    this.proposals = new double[whole.size()][];
  }

  @Override
  public void begin(TokenTree bareTree) {
    tree = bareTree;
    shape = parts.fitting(bareTree);
    Arrays.fill(placed, -1);
    placed[0] = 0;
    level[0] = 0;
    levelSize = 1;
    depth = 0;
  }

  @Override
  public void rank(int node, int[] tokens, float[] probabilities, int from, int count) {
    int parent = level[node];
    int end = shape.firstChild(parent) + shape.children(parent);
    for (int child = shape.firstChild(parent); child < end; child++) {
      int rank = shape.rank(child);
      if (rank < count && tokens[from + rank] < 0) {
        tree.fail();
      } else if (rank < count) {
        double p = tree.wantsReach() ? probabilities[from + rank] : Double.NaN;
        placed[child] =
            tree.add(placed[parent], tokens[from + rank], tree.reach(placed[parent]) * p);
      }
    }
  }

  @Override
  public int advance() {
    levelSize = 0;
    depth++;
    double reach = 0;
    for (int node = 1; node < shape.size(); node++) {
      if (shape.depth(node) == depth
          && placed[node] >= 0
          && shape.children(node) > 0
          && tree.isWorthARow(tree.reach(placed[node]))) {
        inLevel[node] = levelSize;
        level[levelSize++] = node;
        reach += tree.reach(placed[node]);
      }
    }
    if (!tree.isWorthALevel(reach)) {
      levelSize = 0;
    }
    return levelSize;
  }

  @Override
  public int token(int node) {
    return tree.token(treeNode(node));
  }

  @Override
  public int parent(int node) {
    return inLevel[shape.parent(level[node])];
  }

  /// Index in the token tree of a node of the level.
  int treeNode(int node) {
    return placed[level[node]];
  }

  /// How many children the step's shape gives to a node of the level.
  int children(int node) {
    return shape.children(level[node]);
  }

  /// Memory for the distribution of a node of the level; what is written there stays until the next
  /// tree.
  double[] proposal(int node, int vocabulary) {
    int of = level[node];
    if (proposals[of] == null) {
      proposals[of] = new double[vocabulary];
    }
    return proposals[of];
  }
}
