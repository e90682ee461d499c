package dev.trefoil.drafter.hydra;

import dev.trefoil.decoding.StaticTree;
import dev.trefoil.decoding.StaticTrees;
import dev.trefoil.decoding.TreeBudget;

/// What of Hydra's heads is proposed.
///
/// @param tree its nodes of depth `d` are ranked by head `d`; the part that the heads reach is used
public record HydraConfig(StaticTree tree) {
  /// As published: 63 nodes below the root.
  public static final HydraConfig DEFAULT = new HydraConfig(StaticTrees.MEDUSA_MC_SIM_7B_63);

  public HydraConfig {
    if (tree.size() < 2) {
      throw new IllegalArgumentException(
          "the static tree has no node but its root; give it at least one, as in 'root:1'");
    }
  }

  /// The largest tree of a step.
  public TreeBudget budget() {
    return new TreeBudget(tree.size(), tree.maxDepth());
  }
}
