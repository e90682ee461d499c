package dev.trefoil.training.run;

/// The learning rate over a run: linear warm-up, then a decay to a floor, and when the run ends.
///
/// The end is a number of steps, optionally a number of seconds too: whichever is nearer decides
/// how far along the decay is, so the rate reaches its floor when the run ends either way. For the
/// same reason the warm-up takes a tenth of the seconds at the most. A plan with seconds depends on
/// the speed of the machine and does not repeat exactly.
///
/// @param peakRate rate at the start of the decay
/// @param floorRate rate at its end
/// @param warmupSteps steps of the warm-up
/// @param startStep step at which the decay starts
/// @param startSeconds running time at which the decay starts
/// @param endStep step at which the run ends
/// @param endSeconds running time at which the run ends; 0 for no limit
public record RatePlan(
    double peakRate,
    double floorRate,
    RateShape shape,
    long warmupSteps,
    long startStep,
    double startSeconds,
    long endStep,
    double endSeconds) {
  private static final double WARM_UP_SHARE = 0.1; // of the seconds

  public RatePlan {
    if (!(peakRate > 0) || floorRate < 0 || floorRate > peakRate) {
      throw new IllegalArgumentException(
          "peak rate %s and floor rate %s: allowed is 0 <= floor <= peak, 0 < peak"
              .formatted(peakRate, floorRate));
    }
    if (warmupSteps < 0 || endStep < 1) {
      throw new IllegalArgumentException(
          "%d warm-up steps of %d steps: both must be positive".formatted(warmupSteps, endStep));
    }
  }

  /// A plan from the first step; a warm-up takes half of the steps at the most.
  ///
  /// @param seconds running time at which to end, 0 for no limit
  public static RatePlan of(
      double peakRate,
      double floorRate,
      RateShape shape,
      long warmupSteps,
      long steps,
      double seconds) {
    long warmup = Math.min(warmupSteps, steps / 2);
    return new RatePlan(peakRate, floorRate, shape, warmup, warmup, 0, steps, seconds);
  }

  /// The same run with another end: the decay begins anew, from the present rate to `newFloorRate`
  /// or to the present rate if that is lower.
  public RatePlan replanned(
      long step, double seconds, long newEndStep, double newEndSeconds, double newFloorRate) {
    boolean warmingUp = warmth(step, seconds) < 1;
    double start = warmingUp ? peakRate : rate(step, seconds);
    return new RatePlan(
        start,
        Math.min(start, newFloorRate),
        shape,
        warmingUp ? warmupSteps : 0,
        warmingUp ? startStep : step,
        warmingUp ? startSeconds : seconds,
        newEndStep,
        newEndSeconds);
  }

  /// Learning rate of the step with that index.
  public double rate(long step, double seconds) {
    double warmth = warmth(step, seconds);
    return warmth < 1
        ? peakRate * warmth
        : floorRate + (peakRate - floorRate) * shape.left(progress(step, seconds));
  }

  /// Part of the peak rate that the warm-up has reached.
  private double warmth(long step, double seconds) {
    if (step >= warmupSteps) {
      return 1;
    }
    double byTime = endSeconds == 0 ? 0 : seconds / (WARM_UP_SHARE * endSeconds);
    return Math.min(1, Math.max((step + 1.0) / warmupSteps, byTime));
  }

  /// Part of the decay that is done, 0 to 1.
  public double progress(long step, double seconds) {
    double bySteps = endStep <= startStep ? 1 : (double) (step - startStep) / (endStep - startStep);
    double byTime =
        endSeconds == 0 ? 0 : (seconds - startSeconds) / Math.max(1, endSeconds - startSeconds);
    return Math.clamp(Math.max(bySteps, byTime), 0, 1);
  }

  /// True when no step is left.
  public boolean finished(long step, double seconds) {
    return step >= endStep || (endSeconds > 0 && seconds >= endSeconds);
  }
}
