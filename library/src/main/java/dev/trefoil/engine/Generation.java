package dev.trefoil.engine;

import dev.trefoil.decoding.FinishReason;
import java.util.Arrays;

/// A finished answer.
///
/// @param tokens generated ids, the stop token included
/// @param text their text, without the stop token and cut before a stop string
@SuppressWarnings("ArrayRecordComponent") // copied in and out; equality below compares contents
public record Generation(int[] tokens, String text, FinishReason reason, GenerationStats stats) {
  public Generation {
    tokens = tokens.clone();
  }

  /// The answer of a request that was cancelled while it waited.
  static Generation neverStarted() {
    GenerationStats nothing = new GenerationStats(0, 0, 0, 0, 0, 0, 0, 0, 0);
    return new Generation(new int[0], "", FinishReason.CANCELLED, nothing);
  }

  @Override
  public int[] tokens() {
    return tokens.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Generation that
        && Arrays.equals(tokens, that.tokens)
        && text.equals(that.text)
        && reason == that.reason
        && stats.equals(that.stats);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(tokens) + text.hashCode();
  }
}
