package dev.trefoil.drafter.clover2;

import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.decoding.TreeRules;

/// How Clover-2 drafts.
///
/// @param heads how many heads run. The second and all later ones share their weights, so any
///   number runs with any checkpoint; those that were trained are best
public record Clover2Config(TreeRule tree, int heads) {
  /// As published: five heads, the static tree of 25, of the likeliest tokens; [TreeRules#DRAWN] is
  /// what was published for sampled requests.
  public static final Clover2Config DEFAULT = new Clover2Config(TreeRules.STATIC, 5);

  public Clover2Config {
    if (heads < 1) {
      throw new IllegalArgumentException(
          "%d heads of Clover-2; at least 1 is needed".formatted(heads));
    }
  }

  /// What a step takes.
  public TreeBudget budget() {
    return tree.downTo(heads).budget();
  }
}
