package dev.trefoil.decoding.acceptance;

import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.sampling.TokenDistribution;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Children chosen without chance: each different one stands with the probability that the target
/// gives it; a refused token is excluded and the rest renormalised (EAGLE-2, section 4.2, as its
/// published code has it).
final class PointMassRule implements ChildRule {
  PointMassRule() {}

  @Override
  public void choose(
      TokenTree tree,
      int node,
      TokenDistribution p,
      double @Nullable [] proposal,
      RandomGenerator random,
      Choice choice) {
    for (int child = tree.firstChild(node); child >= 0; child = tree.nextSibling(child)) {
      int token = tree.token(child);
      if (tree.child(node, token) == child) { // a token that comes twice is examined once
        if (random.nextDouble() <= p.probability(token) && p.probability(token) > 0) {
          choice.child(child);
          return;
        }
        if (p.probability(token) > 0) {
          p.exclude(token);
        }
      }
    }
    choice.token(p.draw(random));
  }
}
