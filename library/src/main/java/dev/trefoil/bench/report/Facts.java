package dev.trefoil.bench.report;

import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.Interval;
import dev.trefoil.bench.result.MethodResult;
import java.util.Optional;

/// The few numbers at the top of a section.
final class Facts {
  private Facts() {}

  static void writeTo(BenchReport report, Markup page) {
    Optional<MethodResult> winner = Methods.winner(report);
    Optional<MethodResult> baseline = Methods.baseline(report);
    Markup facts = new Markup().open("dl", "class", "facts");
    winner.ifPresent(
        method -> {
          fact(facts, "fastest: " + method.method(), Numbers.factor(method.speedup()), "best");
          fact(
              facts,
              "tokens per pass of the target",
              Numbers.decimal(method.meanAcceptedTokens(), 2),
              "");
        });
    baseline.ifPresent(
        plain -> {
          String speed = Numbers.brief(plain.tokensPerSecond());
          String now =
              winner.map(method -> " → " + Numbers.brief(method.tokensPerSecond())).orElse("");
          fact(facts, "tokens per second", speed + now, "");
        });
    Methods.noise(report)
        .map(MethodResult::speedupInterval)
        .ifPresent(band -> fact(facts, "noise of this machine", noise(band), ""));
    page.add(facts.close()).line();
  }

  private static String noise(Interval band) {
    double distance = Math.max(Math.abs(1 - band.low()), Math.abs(band.high() - 1));
    return "±" + Numbers.decimal(distance * 100, 1) + " %";
  }

  private static void fact(Markup facts, String name, String value, String kind) {
    facts.open("div", "class", kind).element("dt", name).element("dd", value).close().line();
  }
}
