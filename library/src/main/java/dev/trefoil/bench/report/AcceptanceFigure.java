package dev.trefoil.bench.report;

import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.DepthAcceptance;
import dev.trefoil.bench.result.MethodResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How deep the drafts are accepted: one small panel a method, the others behind it in grey, all to
/// one scale.
final class AcceptanceFigure {
  private static final double HEIGHT = 92; // pixels

  private final List<MethodResult> methods;
  private final int deepest;

  private AcceptanceFigure(List<MethodResult> methods) {
    this.methods = methods;
    this.deepest =
        methods.stream()
            .flatMap(method -> proposed(method).stream())
            .mapToInt(DepthAcceptance::depth)
            .max()
            .orElse(1);
  }

  static Optional<Figure> of(BenchReport report, String id) {
    List<MethodResult> methods =
        Methods.ranked(report).stream().filter(method -> !proposed(method).isEmpty()).toList();
    if (methods.isEmpty()) {
      return Optional.empty();
    }
    AcceptanceFigure figure = new AcceptanceFigure(methods);
    return Optional.of(
        new Figure(
            "acceptance",
            false,
            "Acceptance by depth",
            "Of the steps whose draft reached a depth, the share in which the target agreed that far."
                + " Grey: the other methods.",
            figure.picture(id),
            figure.table()));
  }

  private Markup picture(String id) {
    Markup panels = new Markup();
    panels.open("div", "class", "panels");
    for (int i = 0; i < methods.size(); i++) {
      panels.add(panel(methods.get(i), id + "-acceptance-" + i)).line();
    }
    return panels.close();
  }

  private Markup panel(MethodResult method, String id) {
    List<DepthAcceptance> points = proposed(method);
    Chart chart =
        new Chart(
            id,
            "Acceptance by depth: " + method.method(),
            summary(points),
            HEIGHT,
            Chart.margins(26, 40, 20, 4));
    for (double share : new double[] {0, 0.5, 1}) {
      chart.line(share == 0 ? "base" : "grid", 0, y(share), 1, y(share));
    }
    for (MethodResult other : methods) {
      if (!other.equals(method)) {
        curve(chart, "other", proposed(other));
      }
    }
    curve(chart, "own", points);
    chart.text("name", 0, 0, -12, Methods.label(method));
    DepthAcceptance first = points.getFirst();
    DepthAcceptance last = points.getLast();
    chart.dot("own", x(first.depth()), y(first.rate()), 3);
    chart.text("value", x(first.depth()), 8, y(first.rate()) + 4, Numbers.percent(first.rate()));
    if (points.size() > 1) {
      chart.dot("own", x(last.depth()), y(last.rate()), 3);
      chart.text("value", x(last.depth()), 8, y(last.rate()) + 4, Numbers.percent(last.rate()));
    }
    chart.text("axis", 0, 0, HEIGHT + 15, "depth 1");
    if (deepest > 1) {
      chart.text("axis end", 1, 0, HEIGHT + 15, Integer.toString(deepest));
    }
    return chart.finish();
  }

  private void curve(Chart chart, String kind, List<DepthAcceptance> points) {
    double[] x = points.stream().mapToDouble(point -> x(point.depth())).toArray();
    double[] y = points.stream().mapToDouble(point -> 1 - point.rate()).toArray();
    chart.curve(kind, HEIGHT, x, y);
  }

  private double x(int depth) {
    return deepest == 1 ? 0 : (depth - 1) / (double) (deepest - 1);
  }

  private static double y(double share) {
    return HEIGHT * (1 - share);
  }

  private static List<DepthAcceptance> proposed(MethodResult method) {
    return method.acceptanceByDepth().stream().filter(point -> point.proposed() > 0).toList();
  }

  private static String summary(List<DepthAcceptance> points) {
    List<String> parts = new ArrayList<>();
    for (DepthAcceptance point : points) {
      parts.add("depth " + point.depth() + " " + Numbers.percent(point.rate()));
    }
    return String.join(", ", parts) + ".";
  }

  private DataTable table() {
    DataTable table =
        new DataTable(
            "Acceptance by depth", "method", "depth", "steps proposed", "accepted", "share");
    for (MethodResult method : methods) {
      for (DepthAcceptance point : proposed(method)) {
        table.row(
            Methods.label(method),
            Integer.toString(point.depth()),
            Numbers.count(point.proposed()),
            Numbers.count(point.accepted()),
            Numbers.percent(point.rate()));
      }
    }
    return table;
  }
}
