package dev.trefoil.drafter.rest;

/// Sizes of retrieval.
///
/// @param minSpan shortest context that is looked up
/// @param maxSpan longest context that is looked up; the longest one found counts
/// @param continuationTokens tokens that are read after each match
/// @param choices most proposed tokens
/// @param maxMatches most matches that are counted: of all chunks together, spread evenly, or, with
///   [RestSelection#REFERENCE], the first of each chunk
public record RestConfig(
    int minSpan,
    int maxSpan,
    int continuationTokens,
    int choices,
    int maxMatches,
    RestSelection selection) {
  private static final int MAX_CONTINUATION = 64;
  private static final int MAX_MATCHES = 100_000;

  /// Spans 16 to 2, 10 tokens, 64 choices, as published; but at most 100 matches. Each costs about
  /// a missed page of a large file, 0.2 microseconds, and an even sample of 100 tells which
  /// prefixes are frequent as well as the first 5,000 in suffix order, which are those with the
  /// lowest ids.
  public static final RestConfig DEFAULT = new RestConfig(2, 16, 10, 64, 100, RestSelection.BUDGET);

  /// As published.
  public static final RestConfig REFERENCE =
      new RestConfig(2, 16, 10, 64, 5000, RestSelection.REFERENCE);

  public RestConfig {
    if (minSpan < 1 || maxSpan < minSpan) {
      throw new IllegalArgumentException(
          "spans of %d to %d tokens; the shortest must be at least 1 and not above the longest"
              .formatted(minSpan, maxSpan));
    }
    requireRange("continuation tokens", continuationTokens, MAX_CONTINUATION);
    requireRange("choices", choices, MAX_MATCHES);
    requireRange("matches", maxMatches, MAX_MATCHES);
  }

  private static void requireRange(String name, int value, int largest) {
    if (value < 1 || value > largest) {
      throw new IllegalArgumentException(
          "%d %s; 1 to %d are allowed".formatted(value, name, largest));
    }
  }
}
