package dev.trefoil.decoding.acceptance;

import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.sampling.TokenDistribution;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Mistakes that were made before, each a rule: what the checks must refuse.
final class BrokenRules {
  private static final int[] NOTHING = {};

  private BrokenRules() {}

  static void acceptWithP(
      TokenTree tree,
      int node,
      TokenDistribution p,
      double @Nullable [] q,
      RandomGenerator random,
      Choice choice) {
    int child = tree.firstChild(node);
    if (child >= 0 && q != null) {
      if (random.nextDouble() <= p.probability(tree.token(child))) {
        choice.child(child);
        return;
      }
      p.subtract(q, 1, NOTHING, 0);
    }
    choice.token(p.draw(random));
  }

  static void noResidual(
      TokenTree tree,
      int node,
      TokenDistribution p,
      double @Nullable [] q,
      RandomGenerator random,
      Choice choice) {
    int child = tree.firstChild(node);
    if (child >= 0 && q != null) {
      int token = tree.token(child);
      if (random.nextDouble() * q[token] <= p.probability(token)) {
        choice.child(child);
        return;
      }
    }
    choice.token(p.draw(random));
  }

  /// The second child is judged by what it had before the first was refused.
  static void residualNotRenormalised(
      TokenTree tree,
      int node,
      TokenDistribution p,
      double @Nullable [] q,
      RandomGenerator random,
      Choice choice) {
    double[] before = p.probabilities();
    for (int child = tree.firstChild(node); child >= 0; child = tree.nextSibling(child)) {
      int token = tree.token(child);
      if (p.probability(token) > 0) {
        if (random.nextDouble() <= before[token]) {
          choice.child(child);
          return;
        }
        p.exclude(token);
      }
    }
    choice.token(p.draw(random));
  }

  /// REST's published sampling: every branch draws its own token and may be lucky.
  static void independentDraws(
      TokenTree tree,
      int node,
      TokenDistribution p,
      double @Nullable [] q,
      RandomGenerator random,
      Choice choice) {
    for (int child = tree.firstChild(node); child >= 0; child = tree.nextSibling(child)) {
      if (p.draw(random) == tree.token(child)) {
        choice.child(child);
        return;
      }
    }
    choice.token(p.draw(random));
  }

  /// Recursive rejection that forgets that earlier siblings could not be drawn again.
  static void siblingsNotExcluded(
      TokenTree tree,
      int node,
      TokenDistribution p,
      double @Nullable [] q,
      RandomGenerator random,
      Choice choice) {
    for (int child = tree.firstChild(node);
        child >= 0 && q != null;
        child = tree.nextSibling(child)) {
      int token = tree.token(child);
      if (random.nextDouble() * q[token] <= p.probability(token) && p.probability(token) > 0) {
        choice.child(child);
        return;
      }
      p.subtract(q, 1, NOTHING, 0);
    }
    choice.token(p.draw(random));
  }
}
