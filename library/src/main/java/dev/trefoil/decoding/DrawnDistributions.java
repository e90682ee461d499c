package dev.trefoil.decoding;

import dev.trefoil.decoding.sampling.TokenDistribution;
import java.util.Arrays;

/// The distributions from which the tokens of one sequence's present chain were drawn, kept for
/// acceptance: `[chain length, vocabulary]` in f64, allocated once. Part of the draft state.
public final class DrawnDistributions {
  private double[][] distributions = new double[0][];

  /// A copy of the distribution after the node of that depth; it stays until the next chain comes
  /// so far.
  double[] keep(int depth, TokenDistribution distribution) {
    if (distributions.length <= depth) {
      distributions = Arrays.copyOf(distributions, depth + 4);
    }
    if (distributions[depth] == null) {
      distributions[depth] = new double[distribution.vocabulary()];
    }
    distribution.copyTo(distributions[depth]);
    return distributions[depth];
  }
}
