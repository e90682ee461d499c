package dev.trefoil.bench.result;

/// One method on the questions of one category; the fields are those of [MethodResult].
public record CategoryResult(
    double tokensPerSecond,
    double speedup,
    Interval speedupInterval,
    double meanAcceptedTokens,
    int newTokens,
    int questions) {
  public CategoryResult {
    Require.measured(tokensPerSecond, "tokensPerSecond");
    Require.measured(speedup, "speedup");
    Require.present(speedupInterval, "speedupInterval");
    Require.measured(meanAcceptedTokens, "meanAcceptedTokens");
    Require.atLeast(0, newTokens, "newTokens");
    Require.atLeast(0, questions, "questions");
  }
}
