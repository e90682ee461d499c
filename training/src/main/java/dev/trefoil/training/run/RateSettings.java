package dev.trefoil.training.run;

/// A learning rate before the length of the run is known.
///
/// @param peak rate after the warm-up
/// @param floorFraction part of it at the end
/// @param warmupSteps of linear warm-up
public record RateSettings(double peak, double floorFraction, RateShape shape, int warmupSteps) {
  double floor() {
    return peak * floorFraction;
  }
}
