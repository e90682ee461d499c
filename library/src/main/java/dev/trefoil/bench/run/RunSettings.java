package dev.trefoil.bench.run;

import dev.trefoil.decoding.sampling.SamplingOptions;

/// How questions are answered and timed.
///
/// @param maxNewTokens length limit of an answer
/// @param repeats pairs of runs of each question and method; the median counts
/// @param sampling greedy, or with what temperature and seed; the seed also resamples the intervals
/// @param control whether plain decoding is measured against itself, to show the machine's noise
/// @param warmUpSeconds untimed answers are given at least so long before the first timed one; a
///   JVM compiles its hot loops meanwhile
public record RunSettings(
    int maxNewTokens,
    int repeats,
    SamplingOptions sampling,
    boolean control,
    double warmUpSeconds) {
  public RunSettings {
    if (maxNewTokens < 1) {
      throw new IllegalArgumentException(
          "max new tokens is %d; at least 1 is needed".formatted(maxNewTokens));
    }
    if (!(warmUpSeconds >= 0 && warmUpSeconds <= 600)) {
      throw new IllegalArgumentException(
          "warm-up of %s seconds; allowed are 0 to 600".formatted(warmUpSeconds));
    }
    if (repeats < 1) {
      throw new IllegalArgumentException("%d repeats; at least 1 is needed".formatted(repeats));
    }
  }
}
