package dev.trefoil.engine;

import dev.trefoil.decoding.Limits;
import java.util.Arrays;
import java.util.List;

/// One prompt and when to stop.
///
/// @param prompt token ids, template applied
/// @param limits length limit and stop tokens
/// @param stopStrings texts that end the answer; the answer is cut before the first of them
@SuppressWarnings("ArrayRecordComponent") // copied in and out; equality below compares contents
public record Request(int[] prompt, Limits limits, List<String> stopStrings) {
  public Request {
    prompt = prompt.clone();
    stopStrings = List.copyOf(stopStrings);
    for (String stop : stopStrings) {
      if (stop.isEmpty()) {
        throw new IllegalArgumentException("a stop string is empty; it would stop everything");
      }
    }
  }

  @Override
  public int[] prompt() {
    return prompt.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Request that
        && Arrays.equals(prompt, that.prompt)
        && limits.equals(that.limits)
        && stopStrings.equals(that.stopStrings);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(prompt) + limits.hashCode();
  }
}
