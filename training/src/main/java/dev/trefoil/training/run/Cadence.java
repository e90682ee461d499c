package dev.trefoil.training.run;

/// How often a run looks at itself, and what it keeps.
///
/// @param validateEvery steps between validations
/// @param checkpointEvery steps between checkpoints; a validation that is the best so far saves too
/// @param validationTokens tokens of a validation; a language model's last one takes all
/// @param keep newest checkpoints that stay on the disk, beside the best
/// @param patience validations in a row without a new best after which the run ends; 0 for no limit
public record Cadence(
    int validateEvery, int checkpointEvery, long validationTokens, int keep, int patience) {
  public static final Cadence DEFAULT = new Cadence(200, 200, 32_768, 2, 0);

  public Cadence {
    if (validateEvery < 1 || checkpointEvery < 1 || validationTokens < 1) {
      throw new IllegalArgumentException(
          "--validate-every %d --checkpoint-every %d --validation-tokens %d: all must be positive"
              .formatted(validateEvery, checkpointEvery, validationTokens));
    }
    if (keep < 1 || patience < 0) {
      throw new IllegalArgumentException(
          "--keep %d --patience %d: keep at least 1 checkpoint, patience is 0 or more"
              .formatted(keep, patience));
    }
  }
}
