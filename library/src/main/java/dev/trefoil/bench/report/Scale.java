package dev.trefoil.bench.report;

import java.util.ArrayList;
import java.util.List;

/// A linear axis from 0 to a round number.
///
/// @param step distance of its ticks
record Scale(double end, double step) {
  /// The shortest axis of about `ticks` ticks that holds `largest`; what is no number counts as 0.
  static Scale upTo(double largest, int ticks) {
    double needed = largest > 0 && largest < Double.MAX_VALUE ? largest : 1;
    double power = Math.pow(10, Math.floor(Math.log10(needed / ticks)));
    double step = power * 10;
    for (double candidate : new double[] {5, 2, 1}) {
      if (Math.ceil(needed / (candidate * power)) <= ticks) {
        step = candidate * power;
      }
    }
    return new Scale(step * Math.ceil(needed / step - 1e-9), step);
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i * step <= end * (1 + 1e-9); i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /// A tick as text, with the digits that its step needs.
  String label(double tick) {
    return Numbers.decimal(tick, (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
  }

  /// Where a value stands, 0 to 1; what is no number stands at 0.
  double position(double value) {
    return Double.isNaN(value) ? 0 : Math.clamp(value / end, 0, 1);
  }
}
