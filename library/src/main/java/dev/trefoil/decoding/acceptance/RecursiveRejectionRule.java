package dev.trefoil.decoding.acceptance;

import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.sampling.TokenDistribution;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Children drawn one after another from `q` without putting back. The `j`-th stands with
/// probability `min(1, p(x) / q_j(x))`, where `q_j` is `q` without the earlier ones, renormalised;
/// if it is refused, `p` becomes `max(p - q_j, 0)` renormalised and the next is examined
/// (SpecInfer, Miao et al. 2024, algorithm 2, with the draws without replacement of EAGLE-1 and
/// Clover-2).
final class RecursiveRejectionRule implements ChildRule {
  private int[] earlier = new int[16];

  RecursiveRejectionRule() {}

  @Override
  public void choose(
      TokenTree tree,
      int node,
      TokenDistribution p,
      double @Nullable [] proposal,
      RandomGenerator random,
      Choice choice) {
    int examined = 0;
    for (int child = tree.firstChild(node);
        child >= 0 && proposal != null;
        child = tree.nextSibling(child)) {
      int token = tree.token(child);
      double q = token >= 0 && token < proposal.length ? proposal[token] : 0;
      if (q <= 0 || tree.child(node, token) != child) {
        continue; // cannot have been drawn
      }
      double left = left(proposal, examined);
      if (random.nextDouble() * (q / left) <= p.probability(token) && p.probability(token) > 0) {
        choice.child(child);
        return;
      }
      p.subtract(proposal, 1 / left, earlier, examined);
      remember(token, examined++);
    }
    choice.token(p.draw(random));
  }

  /// The probability that `q` gives to all tokens but the earlier ones. Summed anew: what a sharp
  /// draft leaves after its first token would drown in the rounding of `1 - q`.
  double left(double[] proposal, int examined) {
    double sum = 0;
    for (int token = 0; token < proposal.length; token++) {
      sum += isEarlier(token, examined) ? 0 : proposal[token];
    }
    return sum;
  }

  void remember(int token, int examined) {
    if (examined == earlier.length) {
      earlier = Arrays.copyOf(earlier, 2 * examined);
    }
    earlier[examined] = token;
  }

  private boolean isEarlier(int token, int examined) {
    for (int i = 0; i < examined; i++) {
      if (earlier[i] == token) {
        return true;
      }
    }
    return false;
  }
}
