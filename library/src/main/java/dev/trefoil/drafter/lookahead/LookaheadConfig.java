package dev.trefoil.drafter.lookahead;

import dev.trefoil.decoding.TreeBudget;

/// Sizes of lookahead decoding; the paper's N, W and G.
///
/// @param ngram length N of the n-grams that are collected, their first token included, at least 3
/// @param window number W of positions ahead at which the target guesses
/// @param guesses largest number G of n-grams kept, and verified at once, per first token
/// @param creditLastToken whether a guess may be accepted to its end. The published implementation
///   never accepts the last token of one; `false` does so too, for replaying its step counts
public record LookaheadConfig(int ngram, int window, int guesses, boolean creditLastToken) {
  /// As on Spec-Bench: N = 5, W = 7, G = 7.
  public static final LookaheadConfig DEFAULT = new LookaheadConfig(5, 7, 7, true);

  public LookaheadConfig {
    if (ngram < 3 || window < 1 || guesses < 1) {
      throw new IllegalArgumentException(
          "n-grams of %d tokens, a window of %d and %d guesses; at least 3, 1 and 1 are needed"
              .formatted(ngram, window, guesses));
    }
  }

  /// Tokens of a guess that are proposed.
  int guessTokens() {
    return creditLastToken ? ngram - 1 : ngram - 2;
  }

  /// What a step proposes and asks at most.
  public TreeBudget budget() {
    return new TreeBudget(1 + guesses * guessTokens(), guessTokens(), mostRows());
  }

  /// Rows of the largest step: while it fills, a short window with long n-grams has more than
  /// later.
  private int mostRows() {
    int most = 0;
    for (int levels = 1; levels < ngram; levels++) {
      most = Math.max(most, Window.rows(ngram, levels, window));
    }
    return most;
  }
}
