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

  /// Spans 16 to 2, 10 tokens, 64 choices, as published; but at most 100 matches, an even sample of
  /// all. Each match costs about one missed page of a large file, so that thousands of them would
  /// take longer than some targets take for a step; `trefoil bench datastore` times it.
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
