package dev.trefoil.decoding;

import dev.trefoil.decoding.sampling.SamplingOptions;
import java.util.OptionalInt;

/// How one sequence is decoded.
///
/// @param limits when it ends
/// @param sampling how its tokens are chosen
/// @param topLogprobs number of alternatives whose log probabilities are kept with each token's own
///   (0 for its own alone); empty keeps none
public record SequenceOptions(Limits limits, SamplingOptions sampling, OptionalInt topLogprobs) {
  /// Most alternatives per token.
  public static final int MOST_LOGPROBS = 100;

  public SequenceOptions {
    if (topLogprobs.orElse(0) < 0 || topLogprobs.orElse(0) > MOST_LOGPROBS) {
      throw new IllegalArgumentException(
          "log probabilities of the top %d tokens; allowed are 0 to %d"
              .formatted(topLogprobs.orElse(0), MOST_LOGPROBS));
    }
  }

  /// Greedy decoding.
  public static SequenceOptions greedy(Limits limits) {
    return new SequenceOptions(limits, SamplingOptions.GREEDY, OptionalInt.empty());
  }
}
