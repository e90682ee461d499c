package dev.trefoil.decoding;

import java.util.Set;

/// When a sequence ends.
///
/// @param maxNewTokens largest number of generated tokens, at least 1; the context may end it
///   sooner
/// @param stopTokens ids that end the sequence; the stop token itself is kept as its last token
public record Limits(int maxNewTokens, Set<Integer> stopTokens) {
  public Limits {
    if (maxNewTokens < 1) {
      throw new IllegalArgumentException(
          "max new tokens is %d; at least 1 is needed".formatted(maxNewTokens));
    }
    stopTokens = Set.copyOf(stopTokens);
  }
}
