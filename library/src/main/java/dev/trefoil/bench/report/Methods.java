package dev.trefoil.bench.report;

import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.MethodResult;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The rows of a report by their role.
final class Methods {
  private static final int LONGEST_LABEL = 22;

  private Methods() {}

  static Optional<MethodResult> baseline(BenchReport report) {
    return report.methods().stream().filter(MethodResult::baseline).findFirst();
  }

  /// The A/A row, if it gives an interval.
  static Optional<MethodResult> noise(BenchReport report) {
    return report.methods().stream()
        .filter(method -> method.control() && method.speedupInterval().known())
        .findFirst();
  }

  /// All that speculate, fastest first; those without a speed-up last.
  static List<MethodResult> ranked(BenchReport report) {
    return report.methods().stream()
        .filter(method -> !method.baseline() && !method.control())
        .sorted(Comparator.comparingDouble(Methods::order))
        .toList();
  }

  /// The fastest of those that kept the answers and are measurably faster than plain decoding.
  static Optional<MethodResult> winner(BenchReport report) {
    double noise = noise(report).map(method -> method.speedupInterval().high()).orElse(1.0);
    double threshold = Math.max(1, noise);
    return ranked(report).stream()
        .filter(method -> keepsAnswers(report, method))
        .filter(method -> lowerEnd(method) > threshold)
        .findFirst();
  }

  /// Lossless, and seen to be so where that can be seen: sampled answers may differ token by token.
  static boolean keepsAnswers(BenchReport report, MethodResult method) {
    return !method.lossy() && (method.identical() || sampled(report));
  }

  static boolean sampled(BenchReport report) {
    return report.temperature() > 0;
  }

  /// The name as pictures show it; `≈` marks a method that may change the answer.
  static String label(MethodResult method) {
    return VisibleText.shorten((method.lossy() ? "≈ " : "") + method.method(), LONGEST_LABEL);
  }

  /// Left margin of a picture that names these methods.
  static int margin(List<MethodResult> methods) {
    return Chart.marginFor(
        methods.stream()
            .map(Methods::label)
            .mapToInt(label -> label.codePointCount(0, label.length()))
            .max()
            .orElse(0));
  }

  private static double order(MethodResult method) {
    return Double.isNaN(method.speedup()) ? Double.MAX_VALUE : -method.speedup();
  }

  private static double lowerEnd(MethodResult method) {
    return method.speedupInterval().known() ? method.speedupInterval().low() : method.speedup();
  }
}
