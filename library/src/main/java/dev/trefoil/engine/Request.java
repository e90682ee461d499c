package dev.trefoil.engine;

import dev.trefoil.decoding.SequenceOptions;
import dev.trefoil.decoding.sampling.SamplingOptions;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/// One prompt, how to decode it and when to stop.
///
/// @param prompt token ids, template applied
/// @param options limits, sampling, log probabilities
/// @param stopStrings texts that end the answer; the answer is cut before the first of them
@SuppressWarnings("ArrayRecordComponent") // copied in and out; equality below compares contents
public record Request(int[] prompt, SequenceOptions options, List<String> stopStrings) {
  public Request {
    prompt = prompt.clone();
    stopStrings = List.copyOf(stopStrings);
    for (String stop : stopStrings) {
      if (stop.isEmpty()) {
        throw new IllegalArgumentException("a stop string is empty; it would stop everything");
      }
    }
  }

  /// The same request with other stop strings.
  public Request stoppingAt(List<String> texts) {
    return new Request(prompt, options, texts);
  }

  /// The same request, sampled.
  public Request sampled(SamplingOptions sampling) {
    return new Request(
        prompt,
        new SequenceOptions(options.limits(), sampling, options.topLogprobs()),
        stopStrings);
  }

  /// The same request, with log probabilities of each token and of the `top` most probable ones.
  public Request withLogprobs(int top) {
    return new Request(
        prompt,
        new SequenceOptions(options.limits(), options.sampling(), OptionalInt.of(top)),
        stopStrings);
  }

  @Override
  public int[] prompt() {
    return prompt.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Request that
        && Arrays.equals(prompt, that.prompt)
        && options.equals(that.options)
        && stopStrings.equals(that.stopStrings);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(prompt) + options.hashCode();
  }
}
