package dev.trefoil.engine;

import dev.trefoil.decoding.FinishReason;
import dev.trefoil.decoding.TokenLogprobs;
import java.util.Arrays;
import java.util.List;

/// A finished answer.
///
/// @param tokens generated ids, the stop token included
/// @param text their text, without the stop token and cut before a stop string
/// @param newTokensPerStep tokens of each verification pass, the bonus token included
/// @param logprobs one entry per token, if they were asked for
@SuppressWarnings("ArrayRecordComponent") // copied in and out; equality below compares contents
public record Generation(
    int[] tokens,
    String text,
    FinishReason reason,
    GenerationStats stats,
    int[] newTokensPerStep,
    List<TokenLogprobs> logprobs) {
  public Generation {
    tokens = tokens.clone();
    newTokensPerStep = newTokensPerStep.clone();
    logprobs = List.copyOf(logprobs);
  }

  /// The answer of a request that was cancelled while it waited.
  static Generation neverStarted() {
    GenerationStats nothing = new GenerationStats(0, 0, 0, 0, 0, 0, 0, 0, 0);
    return new Generation(new int[0], "", FinishReason.CANCELLED, nothing, new int[0], List.of());
  }

  @Override
  public int[] tokens() {
    return tokens.clone();
  }

  @Override
  public int[] newTokensPerStep() {
    return newTokensPerStep.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Generation that
        && Arrays.equals(tokens, that.tokens)
        && text.equals(that.text)
        && reason == that.reason
        && stats.equals(that.stats)
        && Arrays.equals(newTokensPerStep, that.newTokensPerStep)
        && logprobs.equals(that.logprobs);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(tokens) + text.hashCode();
  }
}
