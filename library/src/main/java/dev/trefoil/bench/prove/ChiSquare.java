package dev.trefoil.bench.prove;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Pearson's test of counts against probabilities.
///
/// @param cells cells compared, those with a small expectation counted as one
/// @param impossible counts where the probability is 0
/// @param pValue 0 when something impossible was counted
record ChiSquare(int cells, int impossible, double statistic, double pValue) {
  private static final double SMALLEST_EXPECTATION = 5; // Cochran's rule
  private static final double EPSILON = 1e-15;
  private static final int MOST_TERMS = 100_000;

  /// @param probabilities sum to 1
  @SuppressWarnings("MissingSummary") // the record says all
  static ChiSquare of(long[] counts, double[] probabilities) {
    double samples = Arrays.stream(counts).sum();
    int impossible = 0;
    int cells = 0;
    double statistic = 0;
    double pooledCount = 0;
    double pooledExpectation = 0;
    for (int i : ascending(probabilities)) {
      if (probabilities[i] == 0) {
        impossible += Math.toIntExact(counts[i]);
        continue;
      }
      pooledCount += counts[i];
      pooledExpectation += samples * probabilities[i];
      if (pooledExpectation >= SMALLEST_EXPECTATION) {
        statistic += square(pooledCount - pooledExpectation) / pooledExpectation;
        cells++;
        pooledCount = 0;
        pooledExpectation = 0;
      }
    }
    // nothing is left over unless there are fewer samples than one cell needs
    double pValue = impossible > 0 ? 0 : upperTail(statistic, Math.max(0, cells - 1));
    return new ChiSquare(cells, impossible, statistic, pValue);
  }

  private static int[] ascending(double[] probabilities) {
    return IntStream.range(0, probabilities.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> probabilities[i]))
        .mapToInt(i -> i)
        .toArray();
  }

  private static double square(double x) {
    return x * x;
  }

  /// Probability that a chi-square variable exceeds `statistic`: the regularised incomplete gamma
  /// function `Q(degrees / 2, statistic / 2)`.
  static double upperTail(double statistic, int degreesOfFreedom) {
    if (degreesOfFreedom == 0 || statistic <= 0) {
      return 1;
    }
    double a = degreesOfFreedom / 2.0;
    double x = statistic / 2;
    double scale = Math.exp(a * Math.log(x) - x - logGamma(degreesOfFreedom));
    return x < a + 1 ? 1 - scale * series(a, x) : scale * continuedFraction(a, x);
  }

  /// Logarithm of the gamma function at half of a whole number, by its recurrence.
  private static double logGamma(int twice) {
    double logarithm = twice % 2 == 0 ? 0 : 0.5 * Math.log(Math.PI);
    for (double at = twice % 2 == 0 ? 1 : 0.5; at < twice / 2.0; at++) {
      logarithm += Math.log(at);
    }
    return logarithm;
  }

  private static double series(double a, double x) {
    double term = 1 / a;
    double sum = term;
    for (int n = 1; n < MOST_TERMS && term > EPSILON * sum; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return sum;
  }

  /// By Lentz's method (Thompson and Barnett 1986).
  private static double continuedFraction(double a, double x) {
    double b = x + 1 - a;
    double c = 1 / Double.MIN_NORMAL;
    double d = 1 / b;
    double fraction = d;
    double factor = 0;
    for (int n = 1; n < MOST_TERMS && Math.abs(factor - 1) > EPSILON; n++) {
      double numerator = -n * (n - a);
      b += 2;
      d = 1 / (numerator * d + b);
      c = b + numerator / c;
      factor = d * c;
      fraction *= factor;
    }
    return fraction;
  }
}
