package dev.trefoil.drafter.eagle;

import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.decoding.TreeRules;

/// Which network is drafted with, and which trees it makes. Any rule goes with any network; the
/// defaults are the published pairs.
public record EagleConfig(EagleVersion version, TreeRule rule) {
  /// The static tree of 25 nodes, of the likeliest tokens; [TreeRules#DRAWN] is what was published
  /// for sampled requests.
  public static final EagleConfig EAGLE1 = new EagleConfig(EagleVersion.EAGLE1, TreeRules.STATIC);

  /// Trees of 60 nodes, root included, five expansions, a beam of ten.
  public static final EagleConfig EAGLE2 =
      new EagleConfig(EagleVersion.EAGLE2, new TreeRule.Beam(60, 5, 10));

  /// As [#EAGLE2], which is what Spec-Bench runs; the authors see the best at 7 or 8 expansions.
  public static final EagleConfig EAGLE3 =
      new EagleConfig(EagleVersion.EAGLE3, new TreeRule.Beam(60, 5, 10));

  /// Largest trees.
  public TreeBudget budget() {
    return rule.budget();
  }
}
