package dev.trefoil.bench.prove;

import java.util.List;
import java.util.Locale;

/// A proof's report in words that need no knowledge of the matter.
public final class ProofText {
  private ProofText() {}

  public static String render(ProofReport report) {
    StringBuilder text = new StringBuilder();
    line(text, "%s on %s", report.model(), report.machine().describe());
    line(
        text,
        "%d prompts, up to %d new tokens each; every setting against plain decoding, one prompt at a"
            + " time",
        report.prompts(),
        report.maxNewTokens());
    line(text, "");
    line(
        text,
        "%-11s %-5s %5s %7s %8s %10s %12s %10s %10s",
        "method",
        "dtype",
        "batch",
        "threads",
        "sampling",
        "tokens",
        "from drafts",
        "other ids",
        "other bits");
    for (ProofReport.Setting setting : report.settings()) {
      line(
          text,
          "%-11s %-5s %5d %7d %8s %,10d %,12d %,10d %,10d%s",
          setting.method(),
          setting.dtype(),
          setting.batch(),
          setting.threads(),
          setting.temperature() == 0 ? "greedy" : "T = 1",
          setting.tokens(),
          setting.acceptedTokens(),
          setting.differentAnswers(),
          setting.differentLogits(),
          setting.faults() == 0 ? "" : "  (%d drafter faults)".formatted(setting.faults()));
    }
    distributions(text, report.distributions());
    line(text, "");
    verdict(text, report);
    return text.toString();
  }

  private static void distributions(StringBuilder text, List<DistributionCheck> checks) {
    if (checks.isEmpty()) {
      return;
    }
    line(text, "");
    line(text, "Distribution of sampled answers against exact enumeration, on a toy model:");
    for (DistributionCheck check : checks) {
      line(
          text,
          "%-14s %-16s %,7d answers, chi-square %.1f with %d degrees of freedom, p = %.3g: %s",
          check.draft(),
          check.processors(),
          check.samples(),
          check.chiSquare(),
          check.degreesOfFreedom(),
          check.pValue(),
          check.passed() ? "as it should be" : "WRONG");
    }
  }

  private static void verdict(StringBuilder text, ProofReport report) {
    long wrong = report.settings().stream().mapToLong(s -> s.differentAnswers()).sum();
    long bits = report.settings().stream().mapToLong(s -> s.differentLogits()).sum();
    if (report.holds()) {
      line(
          text,
          "PROVED on these prompts: %,d greedy tokens%s are those of plain decoding, with every bit"
              + " of their logits.",
          report.greedyTokens(),
          report.sampledTokens() == 0
              ? ""
              : " and %,d sampled ones of the same seeds".formatted(report.sampledTokens()));
      return;
    }
    line(
        text,
        "NOT LOSSLESS: %,d answers differ, %,d tokens have other logits, %d of %d checks failed.",
        wrong,
        bits,
        report.failures(),
        report.settings().size() + report.distributions().size());
    report.settings().stream()
        .filter(setting -> !setting.holds())
        .limit(10)
        .map(s -> "  %s, %s: %s".formatted(s.method(), s.dtype(), s.firstDifference()))
        .forEach(difference -> text.append(difference).append('\n'));
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library not used here
  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
