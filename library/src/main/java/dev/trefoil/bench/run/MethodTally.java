package dev.trefoil.bench.run;

import dev.trefoil.bench.result.CategoryResult;
import dev.trefoil.bench.result.DepthAcceptance;
import dev.trefoil.bench.result.Difference;
import dev.trefoil.bench.result.Interval;
import dev.trefoil.bench.result.TimeSplit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// One method over questions: per question the run of median wall time, beside that of the plain
/// runs of the same pairs.
final class MethodTally {
  /// What counts of one question.
  ///
  /// @param runs all repeats of the method
  /// @param reference what every run must be identical to
  record Answered(
      int questionId, String group, Run run, Run baseline, List<Run> runs, Run reference) {}

  private final List<Answered> answered = new ArrayList<>();

  /// Adds a question.
  ///
  /// @param reference the baseline's first run of the question
  void add(int questionId, String group, List<Run> runs, List<Run> baselines, Run reference) {
    answered.add(
        new Answered(
            questionId, group, median(runs), median(baselines), List.copyOf(runs), reference));
  }

  /// Of an even number the slower one of the middle, on both sides alike.
  private static Run median(List<Run> runs) {
    return runs.stream()
        .sorted(Comparator.comparingLong(Run::wallNanos))
        .toList()
        .get(runs.size() / 2);
  }

  List<Answered> answered() {
    return answered;
  }

  CategoryResult overall(long seed, boolean baseline) {
    return result(answered, seed, baseline);
  }

  /// Groups in the order of the questions.
  Map<String, CategoryResult> perGroup(long seed, boolean baseline) {
    Map<String, List<Answered>> groups = new LinkedHashMap<>();
    answered.forEach(one -> groups.computeIfAbsent(one.group(), _ -> new ArrayList<>()).add(one));
    Map<String, CategoryResult> results = new LinkedHashMap<>();
    groups.forEach((group, part) -> results.put(group, result(part, seed, baseline)));
    return results;
  }

  private static CategoryResult result(List<Answered> part, long seed, boolean baseline) {
    List<Bootstrap.Pair> pairs = part.stream().map(MethodTally::pair).toList();
    double seconds = part.stream().mapToLong(one -> one.run().wallNanos()).sum() * 1e-9;
    int tokens = part.stream().mapToInt(one -> one.run().newTokens()).sum();
    int steps = part.stream().mapToInt(one -> one.run().steps()).sum();
    return new CategoryResult(
        tokens / seconds,
        baseline ? 1 : Bootstrap.speedup(pairs),
        baseline ? Interval.unknown() : Bootstrap.interval(pairs, seed),
        steps == 0 ? Double.NaN : tokens / (double) steps,
        tokens,
        part.size());
  }

  private static Bootstrap.Pair pair(Answered one) {
    return new Bootstrap.Pair(
        one.run().newTokens(),
        one.run().wallNanos() * 1e-9,
        one.baseline().newTokens(),
        one.baseline().wallNanos() * 1e-9);
  }

  int steps() {
    return answered.stream().mapToInt(one -> one.run().steps()).sum();
  }

  double rowsPerStep() {
    long rows = answered.stream().mapToLong(one -> one.run().rows()).sum();
    return steps() == 0 ? Double.NaN : rows / (double) steps();
  }

  boolean identical() {
    return answered.stream()
        .allMatch(one -> one.runs().stream().allMatch(run -> run.sameTokens(one.reference())));
  }

  /// Where the first run that is not identical parts from the reference.
  @Nullable Difference firstDifference() {
    for (Answered one : answered) {
      for (Run run : one.runs()) {
        @Nullable Difference difference = difference(one.questionId(), run, one.reference());
        if (difference != null) {
          return difference;
        }
      }
    }
    return null;
  }

  private static @Nullable Difference difference(int questionId, Run run, Run reference) {
    for (int turn = 0; turn < reference.turns().size(); turn++) {
      List<Integer> found = run.turns().get(turn).tokens();
      List<Integer> wanted = reference.turns().get(turn).tokens();
      int at = 0;
      while (at < found.size() && at < wanted.size() && found.get(at).equals(wanted.get(at))) {
        at++;
      }
      if (at < found.size() || at < wanted.size()) {
        return new Difference(questionId, turn, at);
      }
    }
    return null;
  }

  TimeSplit time() {
    return new TimeSplit(
        milliseconds(TurnRun::prefillNanos),
        milliseconds(TurnRun::draftNanos),
        milliseconds(TurnRun::verifyNanos),
        milliseconds(TurnRun::commitNanos));
  }

  private double milliseconds(ToLongFunction<TurnRun> part) {
    return answered.stream().flatMap(one -> one.run().turns().stream()).mapToLong(part).sum()
        * 1e-6;
  }

  List<DepthAcceptance> acceptanceByDepth() {
    List<long[]> depths = new ArrayList<>(); // {proposed, accepted}
    for (Answered one : answered) {
      for (TurnRun turn : one.run().turns()) {
        for (int i = 0; i < turn.proposedByDepth().size(); i++) {
          if (i == depths.size()) {
            depths.add(new long[2]);
          }
          depths.get(i)[0] += turn.proposedByDepth().get(i);
          depths.get(i)[1] += turn.acceptedByDepth().get(i);
        }
      }
    }
    List<DepthAcceptance> result = new ArrayList<>();
    depths.forEach(d -> result.add(new DepthAcceptance(result.size() + 1, d[0], d[1])));
    return result;
  }
}
