package dev.trefoil.training.lm;

/// How weights move.
///
/// @param peakRate learning rate after the warm-up
/// @param floorFraction part of the peak rate at the end of the cosine
/// @param beta1 decay of AdamW's first moment
/// @param beta2 decay of AdamW's second moment
/// @param weightDecay decoupled, on matrices only
/// @param clipNorm largest norm of the gradient; 0 for no clipping
public record LmOptimisation(
    double peakRate,
    double floorFraction,
    int warmupSteps,
    double beta1,
    double beta2,
    double weightDecay,
    double clipNorm) {
  public static final LmOptimisation DEFAULT =
      new LmOptimisation(1.5e-3, 0.1, 100, 0.9, 0.95, 0.1, 1.0);

  public LmOptimisation {
    check("--rate", peakRate, peakRate > 0 && peakRate < 1, "above 0, below 1");
    check("--floor", floorFraction, floorFraction >= 0 && floorFraction <= 1, "0 to 1");
    check("--warmup", warmupSteps, warmupSteps >= 0, "0 or more");
    check("--beta1", beta1, beta1 >= 0 && beta1 < 1, "0 or more, below 1");
    check("--beta2", beta2, beta2 >= 0 && beta2 < 1, "0 or more, below 1");
    check("--weight-decay", weightDecay, weightDecay >= 0, "0 or more");
    check("--clip", clipNorm, clipNorm >= 0, "0 or more");
  }

  private static void check(String option, double value, boolean allowed, String range) {
    if (!allowed) {
      throw new IllegalArgumentException(
          "%s %s is not allowed; give %s".formatted(option, value, range));
    }
  }
}
