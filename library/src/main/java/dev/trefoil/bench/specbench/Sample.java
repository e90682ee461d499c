package dev.trefoil.bench.specbench;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A figure over several runs.
///
/// @param sampleStd standard deviation with n - 1 in the denominator; null for a single run
public record Sample(double mean, @Nullable Double sampleStd) {
  /// The figures of runs, at least one.
  public static Sample of(double... runs) {
    double mean = Arrays.stream(runs).average().orElseThrow();
    if (runs.length == 1) {
      return new Sample(mean, null);
    }
    double squares = Arrays.stream(runs).map(run -> (run - mean) * (run - mean)).sum();
    return new Sample(mean, Math.sqrt(squares / (runs.length - 1)));
  }
}
