package dev.trefoil.drafter.clover;

import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.decoding.TreeRules;

/// How Clover drafts.
///
/// @param heads how many heads run, at most those of the checkpoint
public record CloverConfig(TreeRule tree, int heads) {
  /// As published: three heads, a dynamic tree of four tokens.
  public static final CloverConfig DEFAULT = new CloverConfig(TreeRules.CLOVER, 3);

  public CloverConfig {
    if (heads < 1) {
      throw new IllegalArgumentException(
          "%d heads of Clover; at least 1 is needed".formatted(heads));
    }
  }

  /// What a step takes.
  public TreeBudget budget() {
    return tree.downTo(heads).budget();
  }
}
