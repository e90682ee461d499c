package dev.trefoil.bench.run;

import java.util.List;

/// One answer to one turn, as it was measured.
///
/// @param text the answer, surrounding white space removed
/// @param tokens its ids, the end token included
/// @param finishReason why it ended
/// @param tokensPerStep new tokens of each verification pass
/// @param rows rows of all verification passes
/// @param faults steps in which the drafter failed
/// @param proposedByDepth steps whose tree reached depth 1, 2, ...
/// @param acceptedByDepth steps whose kept tokens reached depth 1, 2, ...
/// @param wallNanos prompt ids in to last token out; the other times are parts of it
public record TurnRun(
    String text,
    List<Integer> tokens,
    String finishReason,
    int promptTokens,
    List<Integer> tokensPerStep,
    long rows,
    int faults,
    List<Long> proposedByDepth,
    List<Long> acceptedByDepth,
    long wallNanos,
    long prefillNanos,
    long draftNanos,
    long verifyNanos,
    long commitNanos) {
  public TurnRun {
    tokens = List.copyOf(tokens);
    tokensPerStep = List.copyOf(tokensPerStep);
    proposedByDepth = List.copyOf(proposedByDepth);
    acceptedByDepth = List.copyOf(acceptedByDepth);
    if (wallNanos <= 0) {
      throw new IllegalArgumentException(
          "an answer took %d ns; a time above 0 is needed".formatted(wallNanos));
    }
  }

  int steps() {
    return tokensPerStep.size();
  }
}
