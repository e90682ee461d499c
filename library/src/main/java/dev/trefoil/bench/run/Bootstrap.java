package dev.trefoil.bench.run;

import dev.trefoil.bench.result.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Percentile bootstrap of a speed-up over questions (Efron and Tibshirani, An Introduction to the
/// Bootstrap, chapter 13): questions are drawn with replacement, each with both of its runs,
/// because the two runs of a question depend on each other.
final class Bootstrap {
  private static final int RESAMPLES = 2000;

  /// The two runs of one question.
  record Pair(double tokens, double seconds, double baselineTokens, double baselineSeconds) {}

  private Bootstrap() {}

  /// Ratio of the token rates over all pairs; for equal answers the ratio of the times.
  static double speedup(List<Pair> pairs) {
    int[] all = new int[pairs.size()];
    Arrays.setAll(all, i -> i);
    return speedup(pairs, all);
  }

  /// The 95 % interval of [#speedup(List)]; unknown for fewer than two pairs.
  static Interval interval(List<Pair> pairs, long seed) {
    int n = pairs.size();
    if (n < 2) {
      return Interval.unknown();
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] speedups = new double[RESAMPLES];
    int[] drawn = new int[n];
    for (int r = 0; r < RESAMPLES; r++) {
      for (int i = 0; i < n; i++) {
        drawn[i] = random.nextInt(n);
      }
      speedups[r] = speedup(pairs, drawn);
    }
    Arrays.sort(speedups);
    return new Interval(
        speedups[(int) Math.round(0.025 * (RESAMPLES - 1))],
        speedups[(int) Math.round(0.975 * (RESAMPLES - 1))]);
  }

  private static double speedup(List<Pair> pairs, int[] drawn) {
    double tokens = 0;
    double seconds = 0;
    double baselineTokens = 0;
    double baselineSeconds = 0;
    for (int i : drawn) {
      Pair pair = pairs.get(i);
      tokens += pair.tokens();
      seconds += pair.seconds();
      baselineTokens += pair.baselineTokens();
      baselineSeconds += pair.baselineSeconds();
    }
    return (tokens / seconds) / (baselineTokens / baselineSeconds);
  }
}
