package dev.trefoil.bench.report;

import dev.trefoil.bench.Machine;
import dev.trefoil.bench.result.BenchReport;

/// What made the numbers, so that they can be made again.
final class RunConditions {
  private RunConditions() {}

  static void writeTo(BenchReport report, Markup page) {
    Machine machine = report.machine();
    page.open("section", "class", "conditions").element("h3", "How this was measured");
    page.open("dl", "class", "pairs").line();
    pair(page, "Processor", machine.cpu() + ", " + Numbers.plural(machine.cores(), "core"));
    pair(page, "System", machine.os() + ", Java " + machine.jvm());
    pair(page, "Model", report.model() + ", " + report.dtype());
    pair(page, "Questions", questions(report));
    pair(page, "Answers", "at most " + Numbers.plural(report.maxNewTokens(), "new token"));
    pair(page, "Decoding", decoding(report));
    pair(
        page,
        "Timing",
        Numbers.plural(report.repeats(), "run")
            + " of each question and method, in turns with plain decoding; the median counts");
    page.close();
    if (!report.command().isBlank()) {
      page.open("pre").element("code", report.command()).close();
    }
    page.close().line();
  }

  private static String questions(BenchReport report) {
    String text = Numbers.count(report.questions());
    return report.truncatedQuestions() == 0
        ? text
        : text
            + ", "
            + Numbers.count(report.truncatedQuestions())
            + " of them shortened to fit the model’s context";
  }

  private static String decoding(BenchReport report) {
    return Methods.sampled(report)
        ? "sampled, temperature %s, seed %d"
            .formatted(Numbers.decimal(report.temperature(), 2), report.seed())
        : "greedy, seed " + report.seed();
  }

  private static void pair(Markup page, String name, String value) {
    page.open("div").element("dt", name).element("dd", value).close().line();
  }
}
