package dev.trefoil.bench.run;

import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.CategoryResult;
import dev.trefoil.bench.result.Difference;
import dev.trefoil.bench.result.Interval;
import dev.trefoil.bench.result.MethodResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A report as text for a terminal.
public final class ReportTable {
  private static final int NAME_WIDTH = 12;
  private static final int LEAST_CELL_WIDTH = 9;

  private ReportTable() {}

  /// The overall table, the speed-up by category, where the time went; ends with a line break.
  public static String render(BenchReport report) {
    StringBuilder text = new StringBuilder();
    text.append("model " + report.model() + ", " + report.dtype() + ", ")
        .append(report.machine().describe())
        .append('\n');
    text.append(report.questions() + " questions, at most " + report.maxNewTokens())
        .append(" new tokens, median of " + report.repeats() + ", ")
        .append(report.temperature() > 0 ? "temperature " + report.temperature() : "greedy")
        .append("\n\n");
    overall(text, report);
    text.append('\n');
    categories(text, report);
    text.append('\n');
    times(text, report);
    notes(text, report);
    return text.toString();
  }

  private static void overall(StringBuilder text, BenchReport report) {
    List<String> head =
        List.of(
            "tokens/s",
            "speed-up",
            "95 % interval",
            "tokens/step",
            "rows/step",
            "steps",
            "tokens",
            "identical");
    row(text, "method", head, head);
    for (MethodResult method : report.methods()) {
      row(
          text,
          method.method(),
          head,
          List.of(
              decimal(method.tokensPerSecond(), 1),
              decimal(method.speedup(), 2) + "x",
              interval(method.speedupInterval()),
              decimal(method.meanAcceptedTokens(), 2),
              decimal(method.rowsPerStep(), 2),
              Integer.toString(method.steps()),
              Integer.toString(method.newTokens()),
              method.identical() ? "yes" : report.temperature() > 0 ? "sampled" : "NO"));
    }
  }

  private static void categories(StringBuilder text, BenchReport report) {
    List<String> head = List.copyOf(report.methods().getFirst().perCategory().keySet());
    row(text, "speed-up", head, head);
    for (MethodResult method : report.methods()) {
      if (!method.baseline()) {
        List<String> cells = new ArrayList<>();
        for (String category : head) {
          CategoryResult part = method.perCategory().get(category);
          cells.add(part == null ? "-" : decimal(part.speedup(), 2) + "x");
        }
        row(text, method.method(), head, cells);
      }
    }
  }

  private static void times(StringBuilder text, BenchReport report) {
    List<String> head = List.of("prefill", "draft", "verify", "commit");
    row(text, "time in ms", head, head);
    for (MethodResult method : report.methods()) {
      row(
          text,
          method.method(),
          head,
          List.of(
              decimal(method.time().prefillMs(), 1),
              decimal(method.time().draftMs(), 1),
              decimal(method.time().verifyMs(), 1),
              decimal(method.time().commitMs(), 1)));
    }
  }

  private static void notes(StringBuilder text, BenchReport report) {
    List<String> notes = new ArrayList<>();
    if (report.truncatedQuestions() > 0) {
      notes.add(
          report.truncatedQuestions()
              + " of "
              + report.questions()
              + " questions were shortened to fit the model's context.");
    }
    for (MethodResult method : report.methods()) {
      if (method.control()) {
        notes.add(
            method.method()
                + " is plain decoding against itself: what it is away from 1.00x is noise.");
      }
      if (method.lossy()) {
        notes.add(method.method() + " is lossy: its answers may differ from plain decoding's.");
      }
      Difference difference = method.firstDifference();
      if (difference != null && report.temperature() == 0) {
        notes.add(
            method.method()
                + " differs from plain decoding: question "
                + difference.questionId()
                + ", turn "
                + (difference.turn() + 1)
                + ", token "
                + (difference.token() + 1)
                + ".");
      }
    }
    if (!notes.isEmpty()) {
      text.append('\n').append(String.join("\n", notes)).append('\n');
    }
  }

  /// A line whose columns are as wide as their heads need.
  private static void row(StringBuilder text, String name, List<String> heads, List<String> cells) {
    text.append(name).repeat(' ', Math.max(0, NAME_WIDTH - name.length()));
    for (int i = 0; i < cells.size(); i++) {
      int width = Math.max(LEAST_CELL_WIDTH, heads.get(i).length());
      text.append(' ').repeat(' ', Math.max(0, width - cells.get(i).length())).append(cells.get(i));
    }
    text.append('\n');
  }

  private static String interval(Interval interval) {
    return interval.known()
        ? decimal(interval.low(), 2) + " to " + decimal(interval.high(), 2)
        : "-";
  }

  private static String decimal(double value, int digits) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + digits + "f", value) : "-";
  }
}
