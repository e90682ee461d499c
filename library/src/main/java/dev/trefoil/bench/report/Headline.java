package dev.trefoil.bench.report;

import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.Difference;
import dev.trefoil.bench.result.MethodResult;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a report says, in plain words.
///
/// @param claim one sentence: the fastest method and by how much
/// @param answers one sentence: whether the answers are the same
/// @param faults answers that changed and must not
/// @param notes what a reader should know of methods that may change the answer
record Headline(String claim, String answers, List<String> faults, List<String> notes) {
  Headline {
    faults = List.copyOf(faults);
    notes = List.copyOf(notes);
  }

  static Headline of(BenchReport report) {
    return new Headline(claim(report), answers(report), faults(report), notes(report));
  }

  private static String claim(BenchReport report) {
    Optional<MethodResult> winner = Methods.winner(report);
    if (winner.isPresent()) {
      MethodResult fastest = winner.get();
      String same = Methods.sampled(report) ? "" : ", with the same answers";
      return fastest.method()
          + " is "
          + Numbers.decimal(fastest.speedup(), 2)
          + " times as fast as plain decoding"
          + same
          + ".";
    }
    if (!Methods.ranked(report).isEmpty()) {
      return "No method that keeps the answers is measurably faster than plain decoding here.";
    }
    Optional<MethodResult> baseline = Methods.baseline(report);
    return baseline.isEmpty()
        ? "Nothing was measured."
        : "Plain decoding alone: "
            + Numbers.brief(baseline.get().tokensPerSecond())
            + " tokens per second.";
  }

  private static String answers(BenchReport report) {
    List<MethodResult> lossless =
        Methods.ranked(report).stream().filter(method -> !method.lossy()).toList();
    if (lossless.isEmpty()) {
      return "";
    }
    if (Methods.sampled(report)) {
      return "Answers were sampled, so they are compared by their distribution (trefoil prove), not token by token.";
    }
    long identical = lossless.stream().filter(MethodResult::identical).count();
    if (identical == lossless.size()) {
      return identical == 1
          ? "Every answer is identical to plain decoding’s, token for token."
          : "All "
              + identical
              + " lossless methods gave every answer identical to plain decoding’s, token for token.";
    }
    return identical
        + " of "
        + lossless.size()
        + " methods that should be lossless kept every answer.";
  }

  private static List<String> faults(BenchReport report) {
    if (Methods.sampled(report)) {
      return List.of();
    }
    return report.methods().stream()
        .filter(method -> !method.identical() && !method.lossy())
        .map(
            method ->
                method.method()
                    + " changed an answer"
                    + place(method.firstDifference())
                    + ". It must not: this is a fault.")
        .toList();
  }

  private static List<String> notes(BenchReport report) {
    return Methods.ranked(report).stream()
        .filter(method -> method.lossy() && !method.identical())
        .map(
            method ->
                method.method()
                    + " is lossy: its answers differ"
                    + place(method.firstDifference())
                    + ". Its speed is shown, not compared.")
        .toList();
  }

  private static String place(@Nullable Difference difference) {
    return difference == null
        ? ""
        : ", first in question %d, turn %d, token %d"
            .formatted(difference.questionId(), difference.turn() + 1, difference.token() + 1);
  }
}
