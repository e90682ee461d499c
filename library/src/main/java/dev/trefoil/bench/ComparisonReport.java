package dev.trefoil.bench;

import java.util.List;
import java.util.Map;

/// Methods against plain decoding on one question set. The first method is the baseline.
///
/// @param machine processor and cores
/// @param seed seed of whatever was random; greedy decoding uses none
public record ComparisonReport(
    Machine machine, String model, String dtype, long seed, List<MethodReport> methods) {
  public ComparisonReport {
    methods = List.copyOf(methods);
  }

  /// One method over all questions.
  ///
  /// @param tokensPerSecond new tokens by the sum over questions of the median wall time, prefill
  ///   included
  /// @param speedup baseline's time by this method's time
  /// @param meanAcceptedTokens new tokens per verification pass, bonus token counted
  /// @param identical every answer's token ids equal the baseline's
  public record MethodReport(
      String method,
      double tokensPerSecond,
      double speedup,
      double meanAcceptedTokens,
      int steps,
      int newTokens,
      boolean identical,
      Map<String, CategoryReport> perCategory,
      TimeReport time) {}

  /// One method on the questions of one category.
  public record CategoryReport(
      double tokensPerSecond, double speedup, double meanAcceptedTokens, int newTokens) {}

  /// Where the time went, milliseconds over all questions.
  public record TimeReport(double prefillMs, double draftMs, double verifyMs, double commitMs) {}
}
