package dev.trefoil.bench.result;

/// What one verification pass over so many rows costs.
///
/// @param ms median wall time of the whole pass in milliseconds
public record StepCost(int rows, double ms) {
  public StepCost {
    Require.atLeast(1, rows, "rows");
    Require.measured(ms, "ms");
  }
}
