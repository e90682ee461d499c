package dev.trefoil.bench.report;

import dev.trefoil.bench.report.DataTable.Cell;
import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.MethodResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All methods with their main numbers: baseline, A/A row, then the fastest first.
final class ResultsTable {
  private ResultsTable() {}

  static void writeTo(BenchReport report, Markup page) {
    if (report.methods().isEmpty()) {
      return;
    }
    DataTable table =
        new DataTable(
            "Results",
            "method",
            "speed-up",
            "95 % interval",
            "tokens/s",
            "tokens/pass",
            "rows/pass",
            "same answers",
            "passes",
            "new tokens");
    Optional<MethodResult> winner = Methods.winner(report);
    List<MethodResult> methods = new ArrayList<>(report.methods());
    methods.removeIf(method -> !method.baseline() && !method.control());
    methods.addAll(Methods.ranked(report));
    for (MethodResult method : methods) {
      boolean best = winner.equals(Optional.of(method));
      table.row(best ? "best" : method.control() ? "quiet" : "", cells(report, method));
    }
    table.writeTo(page);
  }

  private static List<Cell> cells(BenchReport report, MethodResult method) {
    return List.of(
        new Cell(method.method(), "", badges(method)),
        new Cell(Numbers.factor(method.speedup()), "strong", List.of()),
        Cell.of(Numbers.interval(method.speedupInterval())),
        Cell.of(Numbers.brief(method.tokensPerSecond())),
        Cell.of(Numbers.decimal(method.meanAcceptedTokens(), 2)),
        Cell.of(Numbers.decimal(method.rowsPerStep(), 1)),
        same(report, method),
        Cell.of(Numbers.count(method.steps())),
        Cell.of(Numbers.count(method.newTokens())));
  }

  private static List<String> badges(MethodResult method) {
    List<String> badges = new ArrayList<>();
    if (method.baseline()) {
      badges.add("plain");
    }
    if (method.control()) {
      badges.add("A/A: noise");
    }
    if (method.lossy()) {
      badges.add("lossy");
    }
    return badges;
  }

  private static Cell same(BenchReport report, MethodResult method) {
    if (method.identical()) {
      return new Cell("✓ yes", "word yes", List.of());
    }
    return Methods.sampled(report)
        ? new Cell("sampled", "word", List.of())
        : new Cell("✗ no", "word no", List.of());
  }
}
