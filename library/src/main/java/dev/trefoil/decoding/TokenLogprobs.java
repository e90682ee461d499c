package dev.trefoil.decoding;

import java.util.List;

/// The target's own log probabilities where one token was chosen: natural logarithms of the softmax
/// of its logits, before temperature, penalties and truncation.
///
/// @param token the chosen one
/// @param logprob its own
/// @param top the most probable tokens, descending
public record TokenLogprobs(int token, double logprob, List<Entry> top) {
  public TokenLogprobs {
    top = List.copyOf(top);
  }

  /// One alternative.
  public record Entry(int token, double logprob) {}
}
