package dev.trefoil.bench.result;

/// A 95 % interval. Both ends are NaN where none could be estimated, as from a single question.
public record Interval(double low, double high) {
  public Interval {
    Require.measured(low, "low");
    Require.measured(high, "high");
    if (low > high || Double.isNaN(low) != Double.isNaN(high)) {
      throw new IllegalArgumentException(
          "interval from %s to %s; low must not exceed high, and both or none are NaN"
              .formatted(low, high));
    }
  }

  /// Where there is none.
  public static Interval unknown() {
    return new Interval(Double.NaN, Double.NaN);
  }

  /// Whether it was estimated at all.
  public boolean known() {
    return !Double.isNaN(low);
  }
}
