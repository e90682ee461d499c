package dev.trefoil.drafter.hydra;

import dev.trefoil.decoding.StaticTrees;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRule;

/// What of Hydra's heads is proposed.
///
/// @param tree its nodes of depth `d` are ranked by head `d`; the part that the heads reach is used
public record HydraConfig(TreeRule tree) {
  /// As published: 63 nodes below the root.
  public static final HydraConfig DEFAULT =
      new HydraConfig(new TreeRule.Static(StaticTrees.MEDUSA_MC_SIM_7B_63));

  /// The largest tree of a step.
  public TreeBudget budget() {
    return tree.budget();
  }
}
