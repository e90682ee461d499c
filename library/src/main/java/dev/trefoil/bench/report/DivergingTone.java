package dev.trefoil.bench.report;

/// Tones of a scale with a neutral middle at 1, equal for a factor and its inverse. Brown to teal,
/// which the common kinds of colour blindness tell apart.
final class DivergingTone {
  /// Factors at which the next tone begins.
  private static final double[] STEPS = {1.03, 1.2, 1.5, 2.0};

  private DivergingTone() {}

  /// From `-4`, half as fast or slower, over `0`, within 3 %, to `4`, twice as fast; `None` where
  /// there is no number.
  static String of(double speedup) {
    if (Double.isNaN(speedup)) {
      return "None";
    }
    double factor = speedup >= 1 ? speedup : 1 / speedup;
    int tone = 0;
    while (tone < STEPS.length && factor >= STEPS[tone]) {
      tone++;
    }
    return Integer.toString(speedup >= 1 ? tone : -tone);
  }
}
