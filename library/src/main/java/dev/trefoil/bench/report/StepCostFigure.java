package dev.trefoil.bench.report;

import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.StepCost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What a verification pass costs by its number of rows: the price of a larger tree.
final class StepCostFigure {
  private static final double HEIGHT = 200; // pixels

  private final List<StepCost> points;
  private final Scale rows;
  private final Scale time;

  private StepCostFigure(List<StepCost> points) {
    this.points = points;
    int most = points.getLast().rows();
    int step = Math.max(1, Integer.highestOneBit(most) / 8);
    this.rows = new Scale(most, step);
    this.time = Scale.upTo(points.stream().mapToDouble(StepCost::ms).max().orElse(1), 5);
  }

  static Optional<Figure> of(BenchReport report, String id) {
    List<StepCost> points =
        report.stepCost().stream()
            .filter(point -> !Double.isNaN(point.ms()))
            .sorted(Comparator.comparingInt(StepCost::rows))
            .toList();
    if (points.isEmpty()) {
      return Optional.empty();
    }
    StepCostFigure figure = new StepCostFigure(points);
    return Optional.of(
        new Figure(
            "cost",
            false,
            "What verifying costs",
            "Milliseconds of one pass of the target over so many rows, measured on this machine. The"
                + " flatter the curve, the more a larger tree is worth.",
            figure.picture(id),
            figure.table()));
  }

  private Markup picture(String id) {
    Chart chart =
        new Chart(
            id + "-cost",
            "Milliseconds of a pass by rows",
            summary(),
            HEIGHT,
            Chart.margins(28, 56, 36, 44));
    for (double tick : time.ticks()) {
      double y = y(tick);
      chart.line(tick == 0 ? "base" : "grid", 0, y, 1, y);
      chart.text("axis end", 0, -8, y + 4, time.label(tick));
    }
    chart.text("axis", 0, -36, -14, "ms");
    for (double tick : rows.ticks()) {
      chart.text("axis middle", rows.position(tick), 0, HEIGHT + 17, rows.label(tick));
    }
    chart.text("axis end", 1, 0, HEIGHT + 33, "rows in one pass");
    chart.curve(
        "own",
        HEIGHT,
        points.stream().mapToDouble(point -> rows.position(point.rows())).toArray(),
        points.stream().mapToDouble(point -> 1 - time.position(point.ms())).toArray());
    for (StepCost point : points) {
      chart.dot("own", rows.position(point.rows()), y(point.ms()), 3);
    }
    label(chart, points.getLast(), 8, 4);
    if (points.size() > 1) {
      label(chart, points.getFirst(), 2, -10);
    }
    return chart.finish();
  }

  private void label(Chart chart, StepCost point, double dx, double dy) {
    chart.text(
        "value", rows.position(point.rows()), dx, y(point.ms()) + dy, Numbers.brief(point.ms()));
  }

  private double y(double ms) {
    return HEIGHT * (1 - time.position(ms));
  }

  private String summary() {
    List<String> parts = new ArrayList<>();
    for (StepCost point : points) {
      parts.add(Numbers.plural(point.rows(), "row") + " " + Numbers.brief(point.ms()) + " ms");
    }
    return String.join(", ", parts) + ".";
  }

  private DataTable table() {
    DataTable table = new DataTable("Cost of a pass", "rows", "ms", "times the first");
    for (StepCost point : points) {
      table.row(
          Integer.toString(point.rows()),
          Numbers.brief(point.ms()),
          Numbers.factor(point.ms() / points.getFirst().ms()));
    }
    return table;
  }
}
