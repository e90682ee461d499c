package dev.trefoil.bench.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One method over all questions.
///
/// @param baseline plain decoding, which every speed-up is against
/// @param control the A/A row: plain decoding against plain decoding, so its distance from 1 is the
///   noise of this machine
/// @param lossy its rule may change the answer
/// @param tokensPerSecond new tokens by wall time, prefill included
/// @param speedup baseline's time by this method's time, for the same questions
/// @param speedupInterval 95 %, from resampled questions
/// @param meanAcceptedTokens new tokens by verification passes, bonus token counted
/// @param rowsPerStep rows of a verification pass, root counted, mean over all steps
/// @param identical every answer's token ids equal the baseline's
/// @param firstDifference where the first answer that is not identical parts from the baseline's
/// @param perCategory in the order of the question file
/// @param acceptanceByDepth depths ascending; empty for plain decoding
public record MethodResult(
    String method,
    boolean baseline,
    boolean control,
    boolean lossy,
    double tokensPerSecond,
    double speedup,
    Interval speedupInterval,
    double meanAcceptedTokens,
    double rowsPerStep,
    int steps,
    int newTokens,
    boolean identical,
    @Nullable Difference firstDifference,
    Map<String, CategoryResult> perCategory,
    TimeSplit time,
    List<DepthAcceptance> acceptanceByDepth) {
  public MethodResult {
    Require.present(method, "method");
    if (baseline && control) {
      throw new IllegalArgumentException(
          method + ": is baseline and control; the A/A row is a row of its own");
    }
    Require.measured(tokensPerSecond, "tokensPerSecond");
    Require.measured(speedup, "speedup");
    Require.present(speedupInterval, "speedupInterval");
    Require.measured(meanAcceptedTokens, "meanAcceptedTokens");
    Require.measured(rowsPerStep, "rowsPerStep");
    Require.atLeast(0, steps, "steps");
    Require.atLeast(0, newTokens, "newTokens");
    if (identical && firstDifference != null) {
      throw new IllegalArgumentException(
          "%s: identical, yet different at %s; only one can be true"
              .formatted(method, firstDifference));
    }
    perCategory =
        Collections.unmodifiableMap(
            new LinkedHashMap<>(Require.present(perCategory, "perCategory")));
    Require.present(time, "time");
    acceptanceByDepth = List.copyOf(Require.present(acceptanceByDepth, "acceptanceByDepth"));
  }
}
