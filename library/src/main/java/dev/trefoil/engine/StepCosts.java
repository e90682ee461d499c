package dev.trefoil.engine;

import dev.trefoil.decoding.StepOutput;
import java.util.Arrays;

/// What a verification pass costs on this machine with this model: milliseconds for a number of
/// rows, measured at some numbers and interpolated between them.
///
/// @param rows measured numbers of rows, ascending from 1
/// @param milliseconds of one pass, as many
@SuppressWarnings("ArrayRecordComponent") // copied in and out; equality below compares contents
public record StepCosts(int[] rows, double[] milliseconds) {
  public StepCosts {
    rows = rows.clone();
    milliseconds = milliseconds.clone();
    if (rows.length < 2 || rows.length != milliseconds.length || rows[0] != 1) {
      throw new IllegalArgumentException(
          "%d row numbers and %d times; at least two pairs, the first for 1 row, are needed"
              .formatted(rows.length, milliseconds.length));
    }
    for (int i = 0; i < rows.length; i++) {
      if (!(milliseconds[i] > 0) || (i > 0 && rows[i] <= rows[i - 1])) {
        throw new IllegalArgumentException(
            "%d rows take %s ms; ascending rows and positive times are needed"
                .formatted(rows[i], milliseconds[i]));
      }
    }
    // more rows never cost less: what a noisy measurement says otherwise is levelled
    for (int i = milliseconds.length - 2; i >= 0; i--) {
      milliseconds[i] = Math.min(milliseconds[i], milliseconds[i + 1]);
    }
  }

  /// Milliseconds of a pass with `count` rows; beyond the measured numbers the last slope goes on.
  public double of(int count) {
    int last = rows.length - 1;
    int right = 1;
    while (right < last && rows[right] < count) {
      right++;
    }
    double slope =
        (milliseconds[right] - milliseconds[right - 1]) / (rows[right] - rows[right - 1]);
    return milliseconds[right] + slope * (count - rows[right]);
  }

  /// What drafting took in a step: the drafter's time beside the pass of this very step, in the
  /// milliseconds of the measured passes, whatever the machine does at the moment.
  ///
  /// @param count rows of that pass
  double ofDrafting(int count, StepOutput output) {
    return of(count) * output.draftNanos() / Math.max(1, output.verifyNanos());
  }

  @Override
  public int[] rows() {
    return rows.clone();
  }

  @Override
  public double[] milliseconds() {
    return milliseconds.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StepCosts that
        && Arrays.equals(rows, that.rows)
        && Arrays.equals(milliseconds, that.milliseconds);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(rows) + Arrays.hashCode(milliseconds);
  }
}
