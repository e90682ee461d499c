package dev.trefoil.training.run;

/// The learning rate over a run: linear warm-up, then half a cosine down to a floor (Loshchilov and
/// Hutter 2017, equation 5, one cycle), and when the run ends.
///
/// The end is a number of steps, optionally a number of seconds too: whichever is nearer decides
/// how far along the cosine is, so the rate reaches its floor when the run ends either way. A plan
/// with seconds depends on the speed of the machine and does not repeat exactly.
///
/// @param peakRate rate at the start of the cosine
/// @param floorRate rate at its end
/// @param warmupSteps steps of the warm-up
/// @param startStep step at which the cosine starts
/// @param startSeconds running time at which the cosine starts
/// @param endStep step at which the run ends
/// @param endSeconds running time at which the run ends; 0 for no limit
public record RatePlan(
    double peakRate,
    double floorRate,
    long warmupSteps,
    long startStep,
    double startSeconds,
    long endStep,
    double endSeconds) {

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

  /// A plan from the first step.
  ///
  /// @param seconds running time at which to end, 0 for no limit
  public static RatePlan of(
      double peakRate, double floorRate, long warmupSteps, long steps, double seconds) {
    long warmup = Math.min(warmupSteps, steps / 2);
    return new RatePlan(peakRate, floorRate, warmup, warmup, 0, steps, seconds);
  }

  /// The same run with another end: the cosine bends down anew, from the present rate to
  /// `newFloorRate` or to the present rate if that is lower.
  public RatePlan replanned(
      long step, double seconds, long newEndStep, double newEndSeconds, double newFloorRate) {
    boolean warmingUp = step < warmupSteps;
    double start = warmingUp ? peakRate : rate(step, seconds);
    return new RatePlan(
        start,
        Math.min(start, newFloorRate),
        warmingUp ? warmupSteps : 0,
        warmingUp ? startStep : step,
        warmingUp ? startSeconds : seconds,
        newEndStep,
        newEndSeconds);
  }

  /// Learning rate of the step with that index.
  public double rate(long step, double seconds) {
    if (step < warmupSteps) {
      return peakRate * (step + 1) / warmupSteps;
    }
    double cosine = Math.cos(Math.PI * progress(step, seconds));
    return floorRate + (peakRate - floorRate) * 0.5 * (1 + cosine);
  }

  /// Part of the cosine that is done, 0 to 1.
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
