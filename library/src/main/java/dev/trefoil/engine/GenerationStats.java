package dev.trefoil.engine;

/// What one answer cost. In a batch a step's time is shared equally by its sequences.
///
/// @param steps verification passes of the target
/// @param draftedTokens proposed tree nodes
/// @param faults calls of the drafter that failed, or proposals that it gave up
public record GenerationStats(
    int promptTokens,
    int newTokens,
    int steps,
    long draftedTokens,
    int faults,
    long prefillNanos,
    long draftNanos,
    long verifyNanos,
    long commitNanos) {

  /// New tokens per step, the bonus token counted, so at least 1 for an undisturbed answer.
  public double meanAcceptedTokens() {
    return steps == 0 ? 0 : newTokens / (double) steps;
  }

  /// Time of all steps, without the prompt's prefill.
  public long decodeNanos() {
    return draftNanos + verifyNanos + commitNanos;
  }

  /// New tokens per second of decoding, without the prompt's prefill.
  public double tokensPerSecond() {
    return decodeNanos() == 0 ? 0 : newTokens * 1e9 / decodeNanos();
  }
}
