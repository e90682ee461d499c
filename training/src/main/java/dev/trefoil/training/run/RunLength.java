package dev.trefoil.training.run;

/// How long a run is.
///
/// @param maxMinutes running time at which it ends at the latest, 0 for no limit
public record RunLength(Unit unit, double amount, double maxMinutes) {
  /// What is counted.
  public enum Unit {
    STEPS,
    TOKENS,
    EPOCHS
  }

  public RunLength {
    if (!(amount > 0) || !(maxMinutes >= 0)) {
      throw new IllegalArgumentException(
          "a run of %s %s with at most %s minutes: both must be positive"
              .formatted(amount, unit, maxMinutes));
    }
  }

  public static RunLength steps(long steps) {
    return new RunLength(Unit.STEPS, steps, 0);
  }

  /// The number of steps, at least one.
  ///
  /// @param stepTokens tokens of a step, padding included
  /// @param epochSteps steps of one pass over the data
  public long steps(double stepTokens, double epochSteps) {
    double steps =
        switch (unit) {
          case STEPS -> amount;
          case TOKENS -> amount / stepTokens;
          case EPOCHS -> amount * epochSteps;
        };
    return Math.max(1, Math.round(steps));
  }
}
