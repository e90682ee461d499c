package dev.trefoil.decoding;

/// One token tree on its way to a static shape, level by level: a drafter ranks the successors of
/// the deepest nodes, this adds the ranks that the shape asks for.
///
/// For the time of one proposal; as long as it grows, a node has the same index in tree and shape.
public final class StaticGrowth {
  private final TokenTree tree;
  private final StaticTree shape;
  private final int[] row; // by node: row of the drafter's pass that ranks its children
  private int levelStart;
  private int levelEnd = 1;

  /// @param tree with its root alone
  /// @param shape no larger and no deeper than the tree may become
  public StaticGrowth(TokenTree tree, StaticTree shape) {
    this.tree = tree;
    this.shape = shape;
    this.row = new int[shape.size()];
  }

  public TokenTree tree() {
    return tree;
  }

  /// First node of the deepest level.
  public int levelStart() {
    return levelStart;
  }

  /// One after the last node of the deepest level; equal to the start when growth has ended.
  public int levelEnd() {
    return levelEnd;
  }

  /// Whether the shape gives children to a node.
  public boolean isParent(int node) {
    return shape.children(node) > 0;
  }

  /// Which row of the drafter's pass ranks the children of a node.
  public int row(int node) {
    return row[node];
  }

  /// Sets it; 0 before.
  public void row(int node, int passRow) {
    row[node] = passRow;
  }

  /// Adds the next level. A token of -1 says that a row was not of numbers: growth ends there.
  ///
  /// @param ranked tokens of each row by rank, `[rows * perRow]`
  public void addLevel(int[] ranked, int perRow) {
    int node = levelEnd;
    boolean numbers = true;
    while (numbers && node < shape.size() && isInLevel(shape.parent(node))) {
      int parent = shape.parent(node);
      int token = ranked[row[parent] * perRow + shape.rank(node)];
      numbers = token >= 0;
      if (numbers) {
        tree.add(parent, token);
        node++;
      }
    }
    levelStart = numbers ? levelEnd : node;
    levelEnd = node;
  }

  private boolean isInLevel(int node) {
    return node >= levelStart && node < levelEnd;
  }
}
