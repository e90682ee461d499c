package dev.trefoil.decoding;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Uniform numbers that make a drafter draw given tokens, one after another without putting back:
/// for each the middle of what the token has of the unit interval, tokens in ascending order.
public final class DrawNumbers implements RandomGenerator {
  private final List<Double> numbers = new ArrayList<>();
  private int used;

  /// Adds the numbers of one node's draws.
  ///
  /// @param q from which the first is drawn
  public void add(double[] q, int... tokens) {
    double[] left = q.clone();
    for (int token : tokens) {
      double sum = 0;
      double before = 0;
      for (int i = 0; i < left.length; i++) {
        sum += left[i];
        before += i < token ? left[i] : 0;
      }
      numbers.add((before + left[token] / 2) / sum);
      left[token] = 0;
    }
  }

  /// Probability of drawing these tokens in this order.
  public static double probability(double[] q, int... tokens) {
    double left = 1;
    double probability = 1;
    for (int token : tokens) {
      probability *= q[token] / left;
      left -= q[token];
    }
    return probability;
  }

  /// Whether all were asked for, and no more.
  public boolean usedUp() {
    return used == numbers.size();
  }

  @Override
  public double nextDouble() {
    return numbers.get(used++);
  }

  @Override
  public long nextLong() {
    throw new UnsupportedOperationException("drafters draw doubles only");
  }
}
