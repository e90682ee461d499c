package dev.trefoil.decoding.acceptance;

import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.sampling.TokenDistribution;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Decides at one node which of its children stands, if any.
interface ChildRule {
  /// @param p the target's distribution after the node; may be changed
  /// @param proposal from which the children were drawn; null when they were chosen without chance
  /// @param choice filled with a child, or with the token that follows instead
  @SuppressWarnings("MissingSummary") // the parameters say all
  void choose(
      TokenTree tree,
      int node,
      TokenDistribution p,
      double @Nullable [] proposal,
      RandomGenerator random,
      Choice choice);
}
