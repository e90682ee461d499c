package dev.trefoil.decoding.acceptance;

import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.sampling.TokenDistribution;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One child drawn from `q`: it stands with probability `min(1, p/q)`, else the token is drawn from
/// `max(p - q, 0)` renormalised (Leviathan et al. 2023, algorithm 1; Chen et al. 2023).
final class ChainRule implements ChildRule {
  private static final int[] NOTHING = {};

  ChainRule() {}

  @Override
  public void choose(
      TokenTree tree,
      int node,
      TokenDistribution p,
      double @Nullable [] proposal,
      RandomGenerator random,
      Choice choice) {
    int child = tree.firstChild(node);
    if (child >= 0 && proposal != null) {
      int token = tree.token(child);
      double q = token >= 0 && token < proposal.length ? proposal[token] : 0;
      if (q > 0) { // what the draft cannot have drawn is no proposal
        if (random.nextDouble() * q <= p.probability(token) && p.probability(token) > 0) {
          choice.child(child);
          return;
        }
        p.subtract(proposal, 1, NOTHING, 0);
      }
    }
    choice.token(p.draw(random));
  }
}
