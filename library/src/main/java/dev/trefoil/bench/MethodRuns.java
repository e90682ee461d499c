package dev.trefoil.bench;

import dev.trefoil.bench.ComparisonReport.CategoryReport;
import dev.trefoil.bench.ComparisonReport.MethodReport;
import dev.trefoil.bench.ComparisonReport.TimeReport;
import dev.trefoil.engine.GenerationStats;
import dev.trefoil.engine.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one method did on all questions: per question the run of median wall time.
final class MethodRuns {
  private final Method method;
  private final List<Question> questions = new ArrayList<>();
  private final List<TimedAnswer> medians = new ArrayList<>();
  private boolean stable = true;

  MethodRuns(Method method) {
    this.method = method;
  }

  void add(Question question, List<TimedAnswer> answers) {
    List<TimedAnswer> sorted = new ArrayList<>(answers);
    sorted.sort(Comparator.comparingLong(TimedAnswer::wallNanos));
    questions.add(question);
    medians.add(sorted.get(sorted.size() / 2));
    int[] first = answers.getFirst().answer().tokens();
    stable &= answers.stream().allMatch(a -> Arrays.equals(first, a.answer().tokens()));
  }

  MethodReport report(MethodRuns baseline) {
    Map<String, CategoryReport> categories = new LinkedHashMap<>();
    for (String category : questions.stream().map(Question::category).distinct().toList()) {
      categories.put(category, category(baseline, category));
    }
    CategoryReport overall = category(baseline, null);
    return new MethodReport(
        method.label(),
        overall.tokensPerSecond(),
        overall.speedup(),
        overall.meanAcceptedTokens(),
        medians.stream().mapToInt(run -> run.answer().stats().steps()).sum(),
        overall.newTokens(),
        identicalTo(baseline),
        categories,
        time());
  }

  private CategoryReport category(
      MethodRuns baseline, @org.jspecify.annotations.Nullable String category) {
    int tokens = 0;
    int steps = 0;
    long nanos = 0;
    long baselineNanos = 0;
    for (int q = 0; q < questions.size(); q++) {
      if (category == null || questions.get(q).category().equals(category)) {
        GenerationStats stats = medians.get(q).answer().stats();
        tokens += stats.newTokens();
        steps += stats.steps();
        nanos += medians.get(q).wallNanos();
        baselineNanos += baseline.medians.get(q).wallNanos();
      }
    }
    return new CategoryReport(
        tokens * 1e9 / nanos, baselineNanos / (double) nanos, tokens / (double) steps, tokens);
  }

  private boolean identicalTo(MethodRuns baseline) {
    boolean identical = stable && baseline.stable;
    for (int q = 0; q < questions.size(); q++) {
      identical &=
          Arrays.equals(
              medians.get(q).answer().tokens(), baseline.medians.get(q).answer().tokens());
    }
    return identical;
  }

  private TimeReport time() {
    double prefill = 0;
    double draft = 0;
    double verify = 0;
    double commit = 0;
    for (TimedAnswer run : medians) {
      GenerationStats stats = run.answer().stats();
      prefill += stats.prefillNanos() * 1e-6;
      draft += stats.draftNanos() * 1e-6;
      verify += stats.verifyNanos() * 1e-6;
      commit += stats.commitNanos() * 1e-6;
    }
    return new TimeReport(prefill, draft, verify, commit);
  }
}
