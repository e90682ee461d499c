package dev.trefoil.decoding;

/// How much a drafter may propose for one sequence in one step.
///
/// @param nodes largest number of tree nodes, root included; 1 is plain decoding
/// @param depth largest depth of a node
public record TreeBudget(int nodes, int depth) {
  public TreeBudget {
    if (nodes < 1 || depth < 0) {
      throw new IllegalArgumentException(
          "tree budget of %d nodes and depth %d; at least 1 node and depth 0 are needed"
              .formatted(nodes, depth));
    }
  }
}
