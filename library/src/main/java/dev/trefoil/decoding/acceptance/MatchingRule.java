package dev.trefoil.decoding.acceptance;

import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.sampling.TokenDistribution;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Draws the next token as plain decoding would, with one number; a child with that token stands.
final class MatchingRule implements ChildRule {
  MatchingRule() {}

  @Override
  public void choose(
      TokenTree tree,
      int node,
      TokenDistribution p,
      double @Nullable [] proposal,
      RandomGenerator random,
      Choice choice) {
    int token = p.draw(random);
    int child = tree.child(node, token);
    if (child >= 0) {
      choice.child(child);
    } else {
      choice.token(token);
    }
  }
}
