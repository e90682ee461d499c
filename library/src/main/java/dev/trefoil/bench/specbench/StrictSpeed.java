package dev.trefoil.bench.specbench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Speeds that compare like with like: one token counter for both sides, applied to the answers'
/// texts, so that the end token and whatever a method generated after it count for nobody; sums
/// over sums, so that a long answer weighs as much as it took; answers matched by question; failed
/// answers left out on both sides; reading the prompt shown apart where the files say how long it
/// took.
public final class StrictSpeed {
  /// One group of questions over all runs.
  ///
  /// @param questions answers that count
  /// @param failed answers left out because one side failed
  /// @param differing counted answers whose text is not the baseline's
  /// @param tokens counted in the method's texts
  /// @param tokensPerSecond counted tokens over wall time, prefill included
  /// @param speedup ratio of the two rates
  /// @param tokensPerStep counted tokens over the method's decoding steps; NaN without steps
  /// @param prefillSeconds the method's time for reading prompts; null when a file does not say
  /// @param decodeSpeedup speed-up of the time after the prompt was read; null likewise
  public record Group(
      int questions,
      int failed,
      int differing,
      long tokens,
      double tokensPerSecond,
      double baselineTokensPerSecond,
      double speedup,
      double tokensPerStep,
      @Nullable Double prefillSeconds,
      @Nullable Double baselinePrefillSeconds,
      @Nullable Double decodeSpeedup) {}

  private record Pair(AnswerChoice method, AnswerChoice baseline, String group, boolean failed) {}

  private StrictSpeed() {}

  /// The groups of the answers, `overall` last.
  ///
  /// @param runs at least one; run i of the method beside run i of the baseline
  public static Map<String, Group> of(List<AnswerRun> runs, TokenCounter counter) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("no run; at least one is needed");
    }
    List<Pair> pairs = new ArrayList<>();
    List<String> categories = new ArrayList<>();
    for (AnswerRun run : runs) {
      Map<Long, AnswerLine> baseline = run.baselineById();
      for (AnswerLine line : run.method()) {
        AnswerLine other = java.util.Objects.requireNonNull(baseline.get(line.questionId()));
        String category = line.category().isEmpty() ? other.category() : line.category();
        categories.add(category);
        pairs.add(
            new Pair(
                line.first(),
                other.first(),
                QuestionGroups.of(category),
                line.failed() || other.failed()));
      }
    }
    Map<String, Group> groups = new LinkedHashMap<>();
    for (String group : QuestionGroups.present(categories)) {
      if (!group.isEmpty()) {
        groups.put(
            group,
            group(pairs.stream().filter(pair -> pair.group().equals(group)).toList(), counter));
      }
    }
    groups.put(QuestionGroups.OVERALL, group(pairs, counter));
    return groups;
  }

  private static Group group(List<Pair> all, TokenCounter counter) {
    List<Pair> pairs = all.stream().filter(pair -> !pair.failed()).toList();
    List<AnswerChoice> method = pairs.stream().map(Pair::method).toList();
    List<AnswerChoice> baseline = pairs.stream().map(Pair::baseline).toList();
    long tokens = tokens(method, counter);
    long baselineTokens = tokens(baseline, counter);
    double seconds = method.stream().mapToDouble(AnswerChoice::totalWallSeconds).sum();
    double baselineSeconds = baseline.stream().mapToDouble(AnswerChoice::totalWallSeconds).sum();
    @Nullable Double prefill = prefill(method);
    @Nullable Double baselinePrefill = prefill(baseline);
    long steps = method.stream().mapToLong(AnswerChoice::totalDecodingSteps).sum();
    return new Group(
        pairs.size(),
        all.size() - pairs.size(),
        (int) pairs.stream().filter(p -> !p.method().turns().equals(p.baseline().turns())).count(),
        tokens,
        tokens / seconds,
        baselineTokens / baselineSeconds,
        (tokens / seconds) / (baselineTokens / baselineSeconds),
        steps == 0 ? Double.NaN : tokens / (double) steps,
        prefill,
        baselinePrefill,
        prefill == null || baselinePrefill == null
            ? null
            : (tokens / (seconds - prefill))
                / (baselineTokens / (baselineSeconds - baselinePrefill)));
  }

  private static long tokens(List<AnswerChoice> choices, TokenCounter counter) {
    return choices.stream()
        .flatMap(choice -> choice.turns().stream())
        .mapToLong(counter::count)
        .sum();
  }

  private static @Nullable Double prefill(List<AnswerChoice> choices) {
    return choices.isEmpty() || choices.stream().anyMatch(c -> c.prefillSeconds().isEmpty())
        ? null
        : choices.stream().mapToDouble(AnswerChoice::totalPrefillSeconds).sum();
  }
}
