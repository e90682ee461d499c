package dev.trefoil.engine;

/// [StepCosts] kept true while decoding: each step's time moves the estimate of the measured number
/// of rows next to its own. Contexts grow, machines drift, and the first measurement ran on code
/// that was not compiled yet.
final class LearnedCosts {
  private static final double NEWS = 0.05;
  private static final double MOST_SURPRISE = 2; // a step that was interrupted says little

  private final int[] rows;
  private final double[] millis;

  LearnedCosts(StepCosts measured) {
    rows = measured.rows();
    millis = measured.milliseconds();
  }

  /// Milliseconds of a pass with `count` rows.
  double of(int count) {
    int last = rows.length - 1;
    int right = 1;
    while (right < last && rows[right] < count) {
      right++;
    }
    double slope = (millis[right] - millis[right - 1]) / (rows[right] - rows[right - 1]);
    return millis[right] + slope * (count - rows[right]);
  }

  /// Learns that a pass with `count` rows took so long.
  void learn(int count, double tookMillis) {
    int nearest = 0;
    for (int i = 1; i < rows.length; i++) {
      if (Math.abs(rows[i] - count) < Math.abs(rows[nearest] - count)) {
        nearest = i;
      }
    }
    double surprise = Math.clamp(tookMillis / of(count), 1 / MOST_SURPRISE, MOST_SURPRISE);
    millis[nearest] *= 1 + NEWS * (surprise - 1);
    for (int i = nearest - 1; i >= 0; i--) { // more rows never cost less
      millis[i] = Math.min(millis[i], millis[i + 1]);
    }
    for (int i = nearest + 1; i < rows.length; i++) {
      millis[i] = Math.max(millis[i], millis[i - 1]);
    }
  }
}
