package dev.trefoil.training.draft;

import dev.trefoil.compute.Matrix;
import org.jspecify.annotations.Nullable;

/// What one head guesses, to be held against the target's own choice.
///
/// @param logits `[rows, draft vocabulary]`, one row per row of the batch
/// @param answeredBy for each row the row of the batch at which the target makes the choice that is
///   guessed, -1 where the guess does not count
/// @param columnOf the column of each token of the target, -1 for one that the draft does not know;
///   null when columns are the target's ids
@SuppressWarnings("ArrayRecordComponent") // handed over once, not compared
public record HeadGuess(Matrix logits, int[] answeredBy, int @Nullable [] columnOf) {
  public HeadGuess {
    if (answeredBy.length != logits.rows()) {
      throw new IllegalArgumentException(
          "%d answers for %d rows of logits; one per row is needed"
              .formatted(answeredBy.length, logits.rows()));
    }
  }
}
