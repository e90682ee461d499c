package dev.trefoil.bench.run;

import dev.trefoil.bench.Machine;
import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.CategoryResult;
import dev.trefoil.bench.result.MethodResult;
import dev.trefoil.bench.result.StepCost;
import dev.trefoil.bench.result.TreeExample;
import dev.trefoil.bench.specbench.AnswerLine;
import dev.trefoil.engine.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What pairs of runs say: the report and the answer files. Only questions that every method has
/// answered in every repeat count, so that all rows of the report are about the same questions.
public final class BenchResults {
  /// Name of the A/A row.
  public static final String CONTROL = Method.VANILLA.label() + " A/A";

  /// What the pairs do not say.
  ///
  /// @param command what makes this report again
  /// @param lossy methods whose sampled answers may differ in distribution
  public record Origin(
      Machine machine,
      String model,
      String dtype,
      String command,
      RunSettings settings,
      Set<String> lossy,
      List<StepCost> stepCost) {
    public Origin {
      lossy = Set.copyOf(lossy);
      stepCost = List.copyOf(stepCost);
    }
  }

  private final Origin origin;
  private final List<String> methods;
  private final Map<PairRun.Key, PairRun> pairs = new HashMap<>();
  private final List<Integer> questions;

  private BenchResults(Origin origin, List<String> methods, List<PairRun> all) {
    this.origin = origin;
    this.methods = methods;
    Set<Integer> seen = new LinkedHashSet<>();
    for (PairRun pair : all) {
      pairs.put(pair.key(), pair);
      seen.add(pair.questionId());
    }
    this.questions = seen.stream().filter(this::isComplete).toList();
  }

  /// What is known from these pairs.
  ///
  /// @param methods names of [BenchRunner#pairedMethods()], in the order of the report
  public static BenchResults of(Origin origin, List<String> methods, List<PairRun> pairs) {
    return new BenchResults(origin, List.copyOf(methods), pairs);
  }

  /// Questions that every method has answered in every repeat.
  public int completeQuestions() {
    return questions.size();
  }

  private boolean isComplete(int question) {
    for (String method : methods) {
      for (int repeat = 0; repeat < origin.settings().repeats(); repeat++) {
        if (!pairs.containsKey(new PairRun.Key(question, method, repeat))) {
          return false;
        }
      }
    }
    return true;
  }

  /// The report.
  ///
  /// @throws IllegalStateException when no question is complete
  public BenchReport report() {
    if (questions.isEmpty()) {
      throw new IllegalStateException("no question has been answered by all methods yet");
    }
    List<MethodResult> rows = new ArrayList<>();
    rows.add(row(Method.VANILLA.label(), baseline(), true, false));
    for (String method : methods) {
      boolean control = method.equals(Method.VANILLA.label());
      rows.add(row(control ? CONTROL : method, tally(method), false, control));
    }
    int truncated =
        (int)
            questions.stream()
                .filter(q -> repeats(q, methods.getFirst()).getFirst().baseline().truncated())
                .count();
    RunSettings settings = origin.settings();
    return new BenchReport(
        origin.machine(),
        origin.model(),
        origin.dtype(),
        settings.sampling().seed(),
        origin.command(),
        questions.size(),
        truncated,
        settings.maxNewTokens(),
        settings.repeats(),
        settings.sampling().temperature(),
        origin.stepCost(),
        rows,
        tree());
  }

  private MethodResult row(String name, MethodTally tally, boolean baseline, boolean control) {
    long seed = origin.settings().sampling().seed();
    CategoryResult overall = tally.overall(seed, baseline);
    return new MethodResult(
        name,
        baseline,
        control,
        origin.lossy().contains(name),
        overall.tokensPerSecond(),
        overall.speedup(),
        overall.speedupInterval(),
        overall.meanAcceptedTokens(),
        tally.rowsPerStep(),
        tally.steps(),
        overall.newTokens(),
        tally.identical(),
        tally.firstDifference(),
        tally.perGroup(seed, baseline),
        tally.time(),
        tally.acceptanceByDepth());
  }

  /// All plain runs of all pairs.
  private MethodTally baseline() {
    MethodTally tally = new MethodTally();
    for (int question : questions) {
      List<Run> runs = new ArrayList<>();
      methods.forEach(
          method -> repeats(question, method).forEach(pair -> runs.add(pair.baseline())));
      tally.add(question, group(question), runs, runs, runs.getFirst());
    }
    return tally;
  }

  private MethodTally tally(String method) {
    MethodTally tally = new MethodTally();
    for (int question : questions) {
      List<PairRun> repeats = repeats(question, method);
      tally.add(
          question,
          group(question),
          repeats.stream().map(PairRun::run).toList(),
          repeats.stream().map(PairRun::baseline).toList(),
          repeats(question, methods.getFirst()).getFirst().baseline());
    }
    return tally;
  }

  /// The answers by method in Spec-Bench's form; of several runs that of median wall time.
  public Map<String, List<AnswerLine>> answers() {
    Map<String, List<AnswerLine>> answers = new LinkedHashMap<>();
    answers.put(Method.VANILLA.label(), answers(Method.VANILLA.label(), baseline()));
    for (String method : methods) {
      if (!method.equals(Method.VANILLA.label())) {
        answers.put(method, answers(method, tally(method)));
      }
    }
    return answers;
  }

  private List<AnswerLine> answers(String method, MethodTally tally) {
    String modelId = origin.model() + "-" + method;
    return tally.answered().stream()
        .map(
            one ->
                AnswerExport.line(
                    repeats(one.questionId(), methods.getFirst()).getFirst(), one.run(), modelId))
        .toList();
  }

  private List<PairRun> repeats(int question, String method) {
    List<PairRun> repeats = new ArrayList<>();
    for (int repeat = 0; repeat < origin.settings().repeats(); repeat++) {
      repeats.add(Objects.requireNonNull(pairs.get(new PairRun.Key(question, method, repeat))));
    }
    return repeats;
  }

  private String group(int question) {
    return repeats(question, methods.getFirst()).getFirst().group();
  }

  /// The tree with most branches and kept tokens of all answers.
  private @Nullable TreeExample tree() {
    return questions.stream()
        .flatMap(
            question -> methods.stream().map(m -> repeats(question, m).getFirst().run().tree()))
        .filter(Objects::nonNull)
        .max(Comparator.comparingInt(BenchResults::interest))
        .orElse(null);
  }

  private static int interest(TreeExample tree) {
    int accepted = (int) tree.nodes().stream().filter(node -> node.accepted()).count();
    int branches = 0;
    for (int i = 2; i < tree.nodes().size(); i++) {
      branches += tree.nodes().get(i).parent() == tree.nodes().get(i - 1).parent() ? 1 : 0;
    }
    return 4 * Math.min(accepted, 6) + Math.min(branches, 16);
  }
}
