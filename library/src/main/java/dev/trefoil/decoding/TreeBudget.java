package dev.trefoil.decoding;

/// How much a drafter may propose for one sequence in one step.
///
/// @param nodes largest number of tree nodes, root included; 1 is plain decoding
/// @param depth largest depth of a node
/// @param extraRows largest number of rows beside the tree ([ExtraRows])
public record TreeBudget(int nodes, int depth, int extraRows) {
  public TreeBudget {
    if (nodes < 1 || depth < 0 || extraRows < 0) {
      throw new IllegalArgumentException(
          "tree budget of %d nodes, depth %d and %d extra rows; at least 1, 0 and 0 are needed"
              .formatted(nodes, depth, extraRows));
    }
  }

  /// A tree without extra rows.
  public TreeBudget(int nodes, int depth) {
    this(nodes, depth, 0);
  }

  /// Rows of a step in all.
  public int rows() {
    return nodes + extraRows;
  }
}
