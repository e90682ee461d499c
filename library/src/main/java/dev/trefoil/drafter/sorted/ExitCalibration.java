package dev.trefoil.drafter.sorted;

/// Fits an exit's temperature to a target, for [ExitProfile#temperatures()]: shallow exits tend to
/// be surer than they are right (Guo et al. 2017 for the method; our addition to SD2).
public final class ExitCalibration {
  /// Least temperature that is returned, for exits that are always right.
  public static final double LEAST = 0.05;

  /// Largest temperature that is returned, for exits that know nothing.
  public static final double MOST = 20;

  private static final int HALVINGS = 24; // of the interval of the logarithm

  private ExitCalibration() {}

  /// The temperature `T` at which `softmax(logits / T)` gives the target's choices the largest
  /// likelihood, to four digits, from [#LEAST] to [#MOST].
  ///
  /// The negative log likelihood is convex in `1 / T`, so that its slope has one zero. Takes a pass
  /// over the logits for each halving of the interval.
  ///
  /// @param logits of one exit, not calibrated, finite, `[positions, vocabulary]`
  /// @param chosen what the target chose after the same positions: its likeliest tokens, or draws
  ///   at temperature 1
  /// @throws IllegalArgumentException when there are none, the counts differ, a token is not of the
  ///   vocabulary, or a logit is not finite
  public static double temperature(float[][] logits, int[] chosen) {
    check(logits, chosen);
    double low = Math.log(1 / MOST);
    double high = Math.log(1 / LEAST);
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (slope(logits, chosen, Math.exp(middle)) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.clamp(Math.exp(-(low + high) / 2), LEAST, MOST);
  }

  private static void check(float[][] logits, int[] chosen) {
    if (logits.length == 0 || logits.length != chosen.length) {
      throw new IllegalArgumentException(
          "logits of %d positions and %d choices; as many of both, and one at least, are needed"
              .formatted(logits.length, chosen.length));
    }
    for (int position = 0; position < chosen.length; position++) {
      if (chosen[position] < 0 || chosen[position] >= logits[position].length) {
        throw new IllegalArgumentException(
            "choice %d is token %d; the exit has tokens 0 to %d"
                .formatted(position, chosen[position], logits[position].length - 1));
      }
      for (float logit : logits[position]) {
        if (!Float.isFinite(logit)) {
          throw new IllegalArgumentException(
              "a logit of position %d is %s; leave such positions out".formatted(position, logit));
        }
      }
    }
  }

  /// Derivative of the mean negative log likelihood by `1 / T`: the mean of the expected logit less
  /// the chosen one.
  private static double slope(float[][] logits, int[] chosen, double inverseTemperature) {
    double sum = 0;
    for (int position = 0; position < logits.length; position++) {
      float[] row = logits[position];
      sum += expectedLogit(row, inverseTemperature) - row[chosen[position]];
    }
    return sum / logits.length;
  }

  private static double expectedLogit(float[] row, double inverseTemperature) {
    float largest = row[0];
    for (float logit : row) {
      largest = Math.max(largest, logit);
    }
    double weights = 0;
    double weighted = 0;
    for (float logit : row) {
      double weight = Math.exp((logit - largest) * inverseTemperature);
      weights += weight;
      weighted += weight * logit;
    }
    return weighted / weights;
  }
}
