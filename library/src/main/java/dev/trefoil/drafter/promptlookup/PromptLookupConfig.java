package dev.trefoil.drafter.promptlookup;

import java.util.OptionalInt;

/// Sizes of prompt lookup.
///
/// @param maxNgram longest suffix that is looked up; shorter ones follow down to 1
/// @param draftTokens length of a proposed continuation; shorter continuations are not proposed
/// @param noMatchToken token proposed where nothing matches: the published implementation does so
///   to keep its shapes, which only wastes a row; for replaying its step counts
public record PromptLookupConfig(int maxNgram, int draftTokens, OptionalInt noMatchToken) {
  /// As on Spec-Bench: n-grams of 3, 2, 1 and 10 tokens; nothing is proposed without a match.
  public static final PromptLookupConfig DEFAULT =
      new PromptLookupConfig(3, 10, OptionalInt.empty());

  public PromptLookupConfig {
    if (maxNgram < 1 || draftTokens < 1) {
      throw new IllegalArgumentException(
          "n-gram of %d and %d draft tokens; both must be at least 1"
              .formatted(maxNgram, draftTokens));
    }
  }
}
