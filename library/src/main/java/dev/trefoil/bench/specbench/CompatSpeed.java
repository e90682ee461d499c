package dev.trefoil.bench.specbench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Speeds by the formulas of Spec-Bench's `speed.py`, for numbers that can stand beside published
/// ones. They favour the method: it counts its own tokens, often the end token and what follows it,
/// while the baseline's are counted in its text. [StrictSpeed] measures both alike.
///
/// A question's rate is its tokens over its wall time, both summed over turns; a group's rate is
/// the arithmetic mean of its questions' rates; the speed-up is the ratio of these means. Of
/// several runs each figure is computed per run, then averaged.
public final class CompatSpeed {
  /// One group of questions.
  ///
  /// @param questions answers in each run
  /// @param meanAcceptedTokens mean entry of all accept lengths of all runs; NaN when no step was
  ///   recorded
  /// @param steps recorded steps of all runs
  public record Group(
      int questions,
      Sample tokensPerSecond,
      Sample baselineTokensPerSecond,
      Sample speedup,
      double meanAcceptedTokens,
      long steps) {}

  private CompatSpeed() {}

  /// The groups of the answers, `overall` last.
  ///
  /// @param runs at least one; run i of the method beside run i of the baseline
  /// @param counter counts the baseline's tokens in its text
  public static Map<String, Group> of(List<AnswerRun> runs, TokenCounter counter) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("no run; at least one is needed");
    }
    List<String> categories =
        runs.getFirst().method().stream().map(AnswerLine::category).distinct().toList();
    Map<String, Group> groups = new LinkedHashMap<>();
    for (String group : QuestionGroups.present(categories)) {
      if (!group.isEmpty()) {
        groups.put(group, group(runs, group, counter));
      }
    }
    groups.put(QuestionGroups.OVERALL, group(runs, QuestionGroups.OVERALL, counter));
    return groups;
  }

  private static Group group(List<AnswerRun> runs, String group, TokenCounter counter) {
    double[] rates = new double[runs.size()];
    double[] baselineRates = new double[runs.size()];
    double[] speedups = new double[runs.size()];
    List<Integer> accepted = new ArrayList<>();
    int questions = 0;
    for (int r = 0; r < runs.size(); r++) {
      List<AnswerLine> method = of(runs.get(r).method(), group);
      List<AnswerLine> baseline = of(runs.get(r).baseline(), group);
      questions = method.size();
      rates[r] = Rates.mean(method, AnswerChoice::totalNewTokens);
      baselineRates[r] = Rates.mean(baseline, counted(counter));
      speedups[r] = rates[r] / baselineRates[r];
      method.forEach(line -> accepted.addAll(line.first().acceptLengths()));
    }
    return new Group(
        questions,
        Sample.of(rates),
        Sample.of(baselineRates),
        Sample.of(speedups),
        accepted.stream().mapToInt(Integer::intValue).average().orElse(Double.NaN),
        accepted.size());
  }

  static ToDoubleFunction<AnswerChoice> counted(TokenCounter counter) {
    return choice -> choice.turns().stream().mapToLong(counter::count).sum();
  }

  static List<AnswerLine> of(List<AnswerLine> lines, String group) {
    return group.equals(QuestionGroups.OVERALL)
        ? lines
        : lines.stream().filter(line -> QuestionGroups.of(line.category()).equals(group)).toList();
  }
}
