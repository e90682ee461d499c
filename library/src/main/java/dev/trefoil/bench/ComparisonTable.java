package dev.trefoil.bench;

import dev.trefoil.bench.ComparisonReport.CategoryReport;
import dev.trefoil.bench.ComparisonReport.MethodReport;
import java.util.List;
import java.util.Locale;

/// A comparison as text for a terminal.
public final class ComparisonTable {
  private ComparisonTable() {}

  /// The overall table, then the speed-up by category; ends with a line break.
  public static String render(ComparisonReport report) {
    StringBuilder text = new StringBuilder();
    text.append(
            String.format(
                Locale.ROOT,
                "model %s, %s, %s",
                report.model(),
                report.dtype(),
                report.machine().describe()))
        .append('\n');
    text.append('\n');
    text.append(
            String.format(
                Locale.ROOT,
                "%-10s %10s %9s %16s %8s %8s %10s",
                "method",
                "tokens/s",
                "speed-up",
                "accepted/step",
                "steps",
                "tokens",
                "identical"))
        .append('\n');
    for (MethodReport method : report.methods()) {
      text.append(
              String.format(
                  Locale.ROOT,
                  "%-10s %10.1f %8.2fx %16.2f %8d %8d %10s",
                  method.method(),
                  method.tokensPerSecond(),
                  method.speedup(),
                  method.meanAcceptedTokens(),
                  method.steps(),
                  method.newTokens(),
                  method.identical() ? "yes" : "NO"))
          .append('\n');
    }
    text.append('\n');
    categories(text, report);
    return text.toString();
  }

  private static void categories(StringBuilder text, ComparisonReport report) {
    List<String> categories = report.methods().getFirst().perCategory().keySet().stream().toList();
    StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-10s", "speed-up"));
    for (String category : categories) {
      head.append(String.format(Locale.ROOT, " %13s", category));
    }
    text.append(head).append('\n');
    for (MethodReport method : report.methods()) {
      text.append(String.format(Locale.ROOT, "%-10s", method.method()));
      for (String category : categories) {
        CategoryReport part = method.perCategory().get(category);
        text.append(
            part == null ? " ".repeat(14) : String.format(Locale.ROOT, " %12.2fx", part.speedup()));
      }
      text.append('\n');
    }
  }
}
