package dev.trefoil.drafter.suffixautomaton;

/// How much to propose for how long a match.
///
/// @param maxDraftTokens longest proposal
/// @param draftTokensPerMatchedToken a match of m tokens proposes `floor(m * this)` tokens
/// @param minMatch shortest match that proposes anything
/// @param shortContinuation what to propose where the text ends too soon
public record SuffixAutomatonConfig(
    int maxDraftTokens,
    double draftTokensPerMatchedToken,
    int minMatch,
    ShortContinuation shortContinuation) {
  /// As published: `min(40, 1 + floor(4 m))` rows, of which the first is the root.
  public static final SuffixAutomatonConfig PUBLISHED =
      new SuffixAutomatonConfig(39, 4, 1, ShortContinuation.CLIMB);

  /// As published but for continuations that end too soon.
  public static final SuffixAutomatonConfig DEFAULT =
      new SuffixAutomatonConfig(39, 4, 1, ShortContinuation.REPEAT);

  public SuffixAutomatonConfig {
    if (maxDraftTokens < 1 || minMatch < 1) {
      throw new IllegalArgumentException(
          "%d draft tokens from matches of at least %d tokens; both must be at least 1"
              .formatted(maxDraftTokens, minMatch));
    }
    if (!(draftTokensPerMatchedToken > 0)) {
      throw new IllegalArgumentException(
          "%s draft tokens per matched token; a positive number is needed, such as 4"
              .formatted(draftTokensPerMatchedToken));
    }
  }

  /// Tokens to propose for a match of that length.
  int draftTokens(int match) {
    return match < minMatch
        ? 0
        : (int) Math.min(maxDraftTokens, Math.floor(match * draftTokensPerMatchedToken));
  }
}
