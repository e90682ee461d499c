package dev.trefoil.drafter.recurrent;

import dev.trefoil.decoding.StaticTree;
import dev.trefoil.decoding.TreeBudget;

/// Which tokens a drafter with recurrent heads proposes. Any tree goes with any network.
public sealed interface DraftTree {
  /// The same shape in every step.
  record Static(StaticTree shape) implements DraftTree {
    public Static {
      if (shape.size() < 2) {
        throw new IllegalArgumentException("a static tree of its root alone proposes nothing");
      }
    }
  }

  /// Clover's dynamic tree (Xiao et al. 2024a, figure on sampling in the published repository). Of
  /// each node's candidates the fewest that together reach `topP` are looked at, without those
  /// below `leastShare` of the best one; the level keeps those of largest joint probability while
  /// the budget lasts, and each level lowers the budget by what it kept.
  ///
  /// Decided where the paper is open: the candidate that crosses `topP` is kept, as in the worked
  /// example, and so is the best candidate always.
  ///
  /// @param nodes the budget: tokens proposed per step at most
  record Clover(int nodes, double topP, double leastShare) implements DraftTree {
    public Clover {
      boolean valid = topP > 0 && topP <= 1 && leastShare >= 0 && leastShare <= 1;
      if (nodes < 1 || !valid) {
        throw new IllegalArgumentException(
            "a Clover tree of %d nodes, top-p %s and least share %s; at least 1 node, a top-p in (0, 1] and a share in [0, 1] are needed"
                .formatted(nodes, topP, leastShare));
      }
    }
  }

  /// EAGLE-2's dynamic tree (Li et al. 2024b, section 4): each level expands the `topK` likeliest
  /// paths by `topK` candidates each; of all candidates the `nodes` likeliest are proposed.
  ///
  /// @param nodes tokens proposed per step
  /// @param depth how many levels are expanded after the first
  record Eagle2(int nodes, int depth, int topK) implements DraftTree {
    public Eagle2 {
      if (nodes < 1 || depth < 0 || topK < 1) {
        throw new IllegalArgumentException(
            "an EAGLE-2 tree of %d nodes, depth %d and top %d; at least 1, 0 and 1 are needed"
                .formatted(nodes, depth, topK));
      }
    }
  }

  /// What a step of this tree takes with that many heads.
  default TreeBudget budget(int heads) {
    return switch (this) {
      case Static tree ->
          new TreeBudget(tree.shape().size(), Math.min(heads, tree.shape().maxDepth()));
      case Clover tree -> new TreeBudget(tree.nodes() + 1, Math.min(heads, tree.nodes()));
      case Eagle2 tree -> new TreeBudget(tree.nodes() + 1, Math.min(heads, tree.depth() + 1));
    };
  }
}
