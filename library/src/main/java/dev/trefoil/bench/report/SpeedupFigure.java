package dev.trefoil.bench.report;

import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.Interval;
import dev.trefoil.bench.result.MethodResult;
import java.util.List;
import java.util.Optional;

/// Speed-up of each method as a bar with its 95 % interval, over the noise of the machine.
final class SpeedupFigure {
  private static final double ROW = 32; // pixels
  private static final double BAR = 18;

  private final BenchReport report;
  private final List<MethodResult> methods;
  private final Scale scale;

  private SpeedupFigure(BenchReport report, List<MethodResult> methods) {
    this.report = report;
    this.methods = methods;
    double largest = 1.2;
    for (MethodResult method : methods) {
      for (double value : new double[] {method.speedup(), method.speedupInterval().high()}) {
        largest = value > largest ? value : largest; // false for NaN
      }
    }
    this.scale = new Scale(largest, 0.5);
  }

  static Optional<Figure> of(BenchReport report, String id) {
    List<MethodResult> methods = Methods.ranked(report);
    if (methods.isEmpty()) {
      return Optional.empty();
    }
    SpeedupFigure figure = new SpeedupFigure(report, methods);
    return Optional.of(
        new Figure(
            "speedup", false, "Speed-up", figure.reading(), figure.picture(id), figure.table()));
  }

  private String reading() {
    String text =
        "Time of plain decoding divided by time of the method, same questions. The thin line is the"
            + " 95 % interval.";
    if (Methods.noise(report).isPresent()) {
      text +=
          " The grey band is plain decoding measured against itself: what lies inside it is noise.";
    }
    if (methods.stream().anyMatch(MethodResult::lossy)) {
      text += " ≈ marks a lossy method: it may change the answer.";
    }
    return text;
  }

  private Markup picture(String id) {
    double height = methods.size() * ROW;
    Chart chart =
        new Chart(
            id + "-speedup",
            "Speed-up over plain decoding",
            "Bars, fastest first: " + summary(),
            height,
            Chart.margins(2, 64, 24, Methods.margin(methods)));
    Optional<MethodResult> winner = Methods.winner(report);
    for (int i = 0; i < methods.size(); i++) {
      MethodResult method = methods.get(i);
      bar(chart, method, i * ROW, winner.equals(Optional.of(method)));
    }
    Methods.noise(report).ifPresent(noise -> band(chart, noise.speedupInterval(), height));
    for (int i = 0; i < methods.size(); i++) {
      interval(chart, methods.get(i).speedupInterval(), i * ROW + ROW / 2);
    }
    double one = scale.position(1);
    chart.line("reference", one, -2, one, height + 4);
    chart.text("axis middle", one, 0, height + 19, "plain 1×");
    return chart.finish();
  }

  private void bar(Chart chart, MethodResult method, double top, boolean winner) {
    String kind =
        winner ? " winner" : method.lossy() ? " lossy" : method.speedup() < 1 ? " slow" : "";
    double end = scale.position(method.speedup());
    double baseline = top + ROW / 2 + 4.5;
    chart.text("name end" + kind, 0, -10, baseline, Methods.label(method));
    chart.bar("bar" + kind, 0, end, top + (ROW - BAR) / 2, BAR);
    double whisker = scale.position(method.speedupInterval().high());
    chart.text(
        "value" + kind, Math.max(end, whisker), 8, baseline, Numbers.factor(method.speedup()));
  }

  private void band(Chart chart, Interval noise, double height) {
    chart.bar("noise", scale.position(noise.low()), scale.position(noise.high()), 0, height);
  }

  private void interval(Chart chart, Interval interval, double middle) {
    if (interval.known()) {
      double low = scale.position(interval.low());
      double high = scale.position(interval.high());
      chart.line("whisker", low, middle, high, middle);
      chart.line("whisker", low, middle - 4, low, middle + 4);
      chart.line("whisker", high, middle - 4, high, middle + 4);
    }
  }

  private String summary() {
    StringBuilder text = new StringBuilder();
    for (MethodResult method : methods) {
      text.append(text.isEmpty() ? "" : ", ")
          .append(Methods.label(method))
          .append(' ')
          .append(Numbers.factor(method.speedup()));
    }
    return text.append('.').toString();
  }

  private DataTable table() {
    DataTable table = new DataTable("Speed-up", "method", "speed-up", "95 % interval");
    for (MethodResult method : methods) {
      table.row(
          Methods.label(method),
          Numbers.factor(method.speedup()),
          Numbers.interval(method.speedupInterval()));
    }
    Methods.noise(report)
        .ifPresent(
            noise ->
                table.row(
                    noise.method() + " (noise)",
                    Numbers.factor(noise.speedup()),
                    Numbers.interval(noise.speedupInterval())));
    return table;
  }
}
