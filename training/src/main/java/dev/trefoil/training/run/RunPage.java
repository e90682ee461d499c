package dev.trefoil.training.run;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A run as a web page: its curve, how far it is, its newest numbers. Needs no script; reloads
/// itself every ten seconds until the run has ended.
final class RunPage {
  private static final String STYLE =
      """
      <style>
        :root { color-scheme: light dark; }
        body { font: 15px system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; margin: 1rem 0; }
        td { padding: .2rem .8rem .2rem 0; text-align: right; }
        td:first-child { text-align: left; }
        svg { max-width: 100%; height: auto; }
      </style>
      """;
  private static final String RELOAD = "<meta http-equiv=\"refresh\" content=\"10\">\n";

  private RunPage() {}

  static String html(String title, String svg, List<LogLine> log, RatePlan plan) {
    LogLine train = last(log, false);
    LogLine valid = last(log, true);
    double progress = train == null ? 0 : plan.progress(train.step(), train.seconds());
    boolean ended = train != null && plan.finished(train.step(), train.seconds());
    String name = LossCurve.escaped(title);
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    page.append("<meta charset=\"utf-8\">\n").append(ended ? "" : RELOAD);
    page.append("<title>").append(name).append("</title>\n").append(STYLE);
    page.append("</head>\n<body>\n<h1>").append(name).append("</h1>\n");
    if (train != null) {
      page.append(
          String.format(
              Locale.ROOT,
              "<p>Step %,d of %,d, %.0f %% of the schedule, %.2f epochs, %,d tokens, %.0f"
                  + " minutes.</p>%n",
              train.step(),
              plan.endStep(),
              100 * progress,
              train.epoch(),
              train.tokens(),
              train.seconds() / 60));
    }
    page.append(svg);
    table(page, "Last step", train);
    table(page, "Last validation", valid);
    return page.append("</body>\n</html>\n").toString();
  }

  private static @Nullable LogLine last(List<LogLine> log, boolean validation) {
    for (LogLine line : log.reversed()) {
      if (line.isValidation() == validation) {
        return line;
      }
    }
    return null;
  }

  private static void table(StringBuilder page, String caption, @Nullable LogLine line) {
    if (line == null) {
      return;
    }
    page.append("<h2>%s (step %d)</h2>%n<table>%n".formatted(caption, line.step()));
    row(page, "loss", line.loss());
    Map<String, Double> values = line.values();
    if (values != null) {
      values.forEach((name, value) -> row(page, name, value));
    }
    page.append("</table>\n");
  }

  private static void row(StringBuilder page, String name, double value) {
    page.append(
        String.format(
            Locale.ROOT,
            "<tr><td>%s</td><td>%.4f</td></tr>%n",
            LossCurve.escaped(name.replace('_', ' ')),
            value));
  }
}
