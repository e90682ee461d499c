package dev.trefoil.training.lm;

/// How often a run looks at itself.
///
/// @param validateEvery steps between validations
/// @param checkpointEvery steps between checkpoints; a validation that is the best so far saves too
/// @param validationTokens tokens of a validation on the way; the last one takes all
public record LmCadence(int validateEvery, int checkpointEvery, long validationTokens) {
  public static final LmCadence DEFAULT = new LmCadence(200, 200, 32_768);

  public LmCadence {
    if (validateEvery < 1 || checkpointEvery < 1 || validationTokens < 1) {
      throw new IllegalArgumentException(
          "--validate-every %d --checkpoint-every %d --validation-tokens %d: all must be positive"
              .formatted(validateEvery, checkpointEvery, validationTokens));
    }
  }
}
