package dev.trefoil.bench.specbench;

import java.util.List;

/// One answer to all turns of a question, with what it cost.
///
/// @param index number of the choice, 0 for the first
/// @param turns the answers' texts
/// @param decodingSteps verification passes, per turn; the Clover and EAGLE scripts call it `idxs`
/// @param newTokens generated tokens, per turn
/// @param wallSeconds time of the whole answer, prefill included, per turn
/// @param acceptLengths tokens added by each step, over all turns; empty when not recorded
/// @param prefillSeconds the part of `wallSeconds` that read the prompt, per turn; empty when not
///   recorded, as in every file that Spec-Bench's own scripts wrote
public record AnswerChoice(
    int index,
    List<String> turns,
    List<Integer> decodingSteps,
    List<Integer> newTokens,
    List<Double> wallSeconds,
    List<Integer> acceptLengths,
    List<Double> prefillSeconds) {
  public AnswerChoice {
    turns = List.copyOf(turns);
    decodingSteps = List.copyOf(decodingSteps);
    newTokens = List.copyOf(newTokens);
    wallSeconds = List.copyOf(wallSeconds);
    acceptLengths = List.copyOf(acceptLengths);
    prefillSeconds = List.copyOf(prefillSeconds);
    requireOnePerTurn("decoding_steps", decodingSteps.size(), turns.size());
    requireOnePerTurn("new_tokens", newTokens.size(), turns.size());
    requireOnePerTurn("wall_time", wallSeconds.size(), turns.size());
    if (!prefillSeconds.isEmpty()) {
      requireOnePerTurn("prefill_time", prefillSeconds.size(), turns.size());
    }
  }

  private static void requireOnePerTurn(String key, int entries, int turns) {
    if (entries != turns) {
      throw new IllegalArgumentException(
          "\"%s\" has %d entries for %d turns; one per turn is needed"
              .formatted(key, entries, turns));
    }
  }

  /// Tokens of all turns as the method counted them.
  public long totalNewTokens() {
    return newTokens.stream().mapToLong(Integer::longValue).sum();
  }

  public long totalDecodingSteps() {
    return decodingSteps.stream().mapToLong(Integer::longValue).sum();
  }

  public double totalWallSeconds() {
    return wallSeconds.stream().mapToDouble(Double::doubleValue).sum();
  }

  public double totalPrefillSeconds() {
    return prefillSeconds.stream().mapToDouble(Double::doubleValue).sum();
  }
}
