package dev.trefoil.decoding;

import java.util.Arrays;

/// Fills a static tree. A step with less room than the tree has nodes gets the part of
/// [StaticTree#within].
final class StaticExpansion implements TreeExpansion {
  private final StaticTreeParts parts;
  private final int[] placed; // by node of the shape: its index in the token tree, or -1
  private int[] level; // nodes of the shape
  private int[] before; // those of the level before
  private int[] parentInLevel;
  private int levelSize;
  private int depth;
  private StaticTree shape;
  private TokenTree tree;

  StaticExpansion(StaticTree whole) {
    this.parts = new StaticTreeParts(whole);
    this.shape = whole;
    this.placed = new int[whole.size()];
    this.level = new int[whole.size()];
    this.before = new int[whole.size()];
    this.parentInLevel = new int[whole.size()];
    this.tree = new TokenTree(1);
  }

  @Override
  public void begin(TokenTree bareTree) {
    tree = bareTree;
    shape = parts.within(bareTree.room());
    Arrays.fill(placed, -1);
    placed[0] = 0;
    level[0] = 0;
    levelSize = 1;
    depth = 0;
  }

  @Override
  public void rank(int node, int[] tokens, float[] probabilities, int from, int count) {
    int parent = level[node];
    for (int child = parent + 1; child < shape.size(); child++) {
      int rank = shape.rank(child);
      if (shape.parent(child) == parent && rank < count && tokens[from + rank] >= 0) {
        boolean fits = tree.fits(placed[parent]);
        placed[child] = fits ? tree.add(placed[parent], tokens[from + rank]) : -1;
      }
    }
  }

  @Override
  public int advance() {
    int[] swapped = before;
    before = level;
    level = swapped;
    int beforeSize = levelSize;
    levelSize = 0;
    depth++;
    for (int node = 1; node < shape.size(); node++) {
      if (shape.depth(node) == depth && placed[node] >= 0 && hasChildren(node)) {
        level[levelSize] = node;
        parentInLevel[levelSize] = indexOf(shape.parent(node), beforeSize);
        levelSize++;
      }
    }
    return depth < tree.maxDepth() ? levelSize : 0;
  }

  private boolean hasChildren(int node) {
    for (int child = node + 1; child < shape.size(); child++) {
      if (shape.parent(child) == node) {
        return true;
      }
    }
    return false;
  }

  private int indexOf(int node, int beforeSize) {
    int index = 0;
    while (index < beforeSize && before[index] != node) {
      index++;
    }
    return index;
  }

  @Override
  public int token(int node) {
    return tree.token(placed[level[node]]);
  }

  @Override
  public int parent(int node) {
    return parentInLevel[node];
  }
}
