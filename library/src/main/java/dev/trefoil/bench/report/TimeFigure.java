package dev.trefoil.bench.report;

import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.MethodResult;
import dev.trefoil.bench.result.TimeSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the time of each method went, as stacked bars to one scale.
final class TimeFigure {
  private static final double ROW = 32; // pixels
  private static final double BAR = 18;
  private static final List<String> PARTS = List.of("prefill", "draft", "verify", "commit");

  private final List<MethodResult> methods;
  private final Scale scale;

  private TimeFigure(List<MethodResult> methods) {
    this.methods = methods;
    this.scale = new Scale(methods.stream().mapToDouble(m -> sum(m.time())).max().orElse(1), 1);
  }

  static Optional<Figure> of(BenchReport report, String id) {
    List<MethodResult> methods = new ArrayList<>();
    Methods.baseline(report).ifPresent(methods::add);
    methods.addAll(Methods.ranked(report));
    methods.removeIf(method -> sum(method.time()) <= 0);
    if (methods.isEmpty()) {
      return Optional.empty();
    }
    TimeFigure figure = new TimeFigure(methods);
    return Optional.of(
        new Figure(
            "time",
            false,
            "Where the time goes",
            "All questions together. Speculation pays when the verification it saves is more than the"
                + " drafting it adds.",
            figure.picture(id),
            figure.table()));
  }

  private Markup picture(String id) {
    double height = methods.size() * ROW;
    Chart chart =
        new Chart(
            id + "-time",
            "Time by part of the step",
            "Stacked bars of prefill, draft, verify and commit; whole time: " + summary(),
            height,
            Chart.margins(2, 72, 2, Methods.margin(methods)));
    for (int i = 0; i < methods.size(); i++) {
      MethodResult method = methods.get(i);
      double top = i * ROW;
      double end = 0;
      double[] parts = parts(method.time());
      for (int p = 0; p < parts.length; p++) {
        double next = end + scale.position(parts[p]);
        chart.bar("part " + PARTS.get(p), end, next, top + (ROW - BAR) / 2, BAR);
        end = next;
      }
      double baseline = top + ROW / 2 + 4.5;
      chart.text("name end", 0, -10, baseline, Methods.label(method));
      chart.text("value", end, 8, baseline, Numbers.time(sum(method.time())));
    }
    Markup picture = new Markup();
    picture.open("p", "class", "key");
    for (String part : PARTS) {
      picture.element("span", part, "class", part).text(" ");
    }
    return picture.close().line().add(chart.finish());
  }

  private String summary() {
    List<String> parts = new ArrayList<>();
    for (MethodResult method : methods) {
      parts.add(Methods.label(method) + " " + Numbers.time(sum(method.time())));
    }
    return String.join(", ", parts) + ".";
  }

  private DataTable table() {
    DataTable table =
        new DataTable("Time", "method", "prefill", "draft", "verify", "commit", "together");
    for (MethodResult method : methods) {
      TimeSplit time = method.time();
      table.row(
          Methods.label(method),
          Numbers.time(time.prefillMs()),
          Numbers.time(time.draftMs()),
          Numbers.time(time.verifyMs()),
          Numbers.time(time.commitMs()),
          Numbers.time(sum(time)));
    }
    return table;
  }

  private static double[] parts(TimeSplit time) {
    return new double[] {time.prefillMs(), time.draftMs(), time.verifyMs(), time.commitMs()};
  }

  /// The whole; a part that was not measured counts nothing.
  private static double sum(TimeSplit time) {
    double sum = 0;
    for (double part : parts(time)) {
      sum += Double.isNaN(part) ? 0 : part;
    }
    return sum;
  }
}
