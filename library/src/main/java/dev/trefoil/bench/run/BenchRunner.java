package dev.trefoil.bench.run;

import dev.trefoil.bench.Progress;
import dev.trefoil.bench.specbench.Question;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.Method;
import dev.trefoil.engine.MethodOptions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Answers questions with every method, in pairs: plain decoding, method, plain decoding, next
/// method, ... so that a drifting machine does not decide. Pairs that the store has already are not
/// run again.
///
/// One thread at a time; does not own the model.
public final class BenchRunner {
  private static final int WARM_UP_QUESTIONS = 3;

  private final LoadedModel model;
  private final List<Method> methods;
  private final MethodOptions options;
  private final List<Question> questions;
  private final RunSettings settings;
  private final InstantSource clock;
  private final PromptFitting fitting;

  private record Task(Question question, Method method, int repeat) {
    PairRun.Key key() {
      return new PairRun.Key(question.id(), method.label(), repeat);
    }
  }

  /// @param methods each is measured against plain decoding; plain decoding itself among them is
  ///   the baseline and is measured against itself if the settings want a control
  /// @param clock the time that goes into answer files; durations are measured with the system's
  ///   nanosecond clock
  @SuppressWarnings("MissingSummary") // the parameters say all
  public BenchRunner(
      LoadedModel model,
      List<Method> methods,
      MethodOptions options,
      List<Question> questions,
      RunSettings settings,
      InstantSource clock) {
    if (questions.isEmpty()) {
      throw new IllegalArgumentException("no question; at least one is needed");
    }
    this.model = model;
    this.methods = contestants(methods, settings.control());
    this.options = options;
    this.questions = List.copyOf(questions);
    this.settings = settings;
    this.clock = clock;
    this.fitting = new PromptFitting(model, settings.maxNewTokens());
  }

  private static List<Method> contestants(List<Method> methods, boolean control) {
    List<Method> others = methods.stream().filter(m -> m != Method.VANILLA).distinct().toList();
    List<Method> all = new ArrayList<>();
    if (control || others.isEmpty()) {
      all.add(Method.VANILLA); // against itself
    }
    all.addAll(others);
    return all;
  }

  /// The names under which the pairs are kept: methods, and the baseline's for the A/A row.
  public List<String> pairedMethods() {
    return methods.stream().map(Method::label).toList();
  }

  /// Pairs of a whole run.
  public int totalPairs() {
    return questions.size() * methods.size() * settings.repeats();
  }

  /// Runs what the store does not have yet.
  ///
  /// @param progress told of the pairs that were to be run now
  /// @param cancelled asked before every step; the pair that is under way is given up then
  /// @return pairs that are still to be run, 0 unless cancelled
  public int run(RunStore store, Progress progress, BooleanSupplier cancelled) {
    List<Task> tasks = open(store);
    if (tasks.isEmpty()) {
      return 0;
    }
    List<Contestant> contestants = new ArrayList<>();
    try (Contestant baseline = new Contestant(model, Method.VANILLA, options)) {
      for (Method method : methods) {
        contestants.add(new Contestant(model, method, options));
      }
      warmUp(baseline, contestants, cancelled);
      progress.done(0, tasks.size());
      for (int done = 0; done < tasks.size(); done++) {
        Task task = tasks.get(done);
        Contestant contestant = contestants.get(methods.indexOf(task.method()));
        PairRun pair = pair(task, baseline, contestant, cancelled);
        if (pair == null) {
          return tasks.size() - done;
        }
        store.add(pair);
        progress.done(done + 1, tasks.size());
      }
      return 0;
    } finally {
      contestants.forEach(Contestant::close);
    }
  }

  private List<Task> open(RunStore store) {
    Set<PairRun.Key> finished = new HashSet<>();
    store.pairs().forEach(pair -> finished.add(pair.key()));
    List<Task> tasks = new ArrayList<>();
    for (Question question : questions) {
      for (int repeat = 0; repeat < settings.repeats(); repeat++) {
        for (Method method : methods) {
          Task task = new Task(question, method, repeat);
          if (!finished.contains(task.key())) {
            tasks.add(task);
          }
        }
      }
    }
    return tasks;
  }

  /// The first questions of different groups, so that long and short prompts are among them.
  private void warmUp(
      Contestant baseline, List<Contestant> contestants, BooleanSupplier cancelled) {
    Set<String> groups = new HashSet<>();
    List<Question> chosen =
        questions.stream()
            .filter(question -> groups.add(question.group()))
            .limit(WARM_UP_QUESTIONS)
            .toList();
    long start = System.nanoTime();
    int answered = 0;
    // every method answers at least one question, however slow the model is
    while (answered == 0
        || (System.nanoTime() - start < settings.warmUpSeconds() * 1e9
            && !cancelled.getAsBoolean())) {
      Question question = chosen.get(answered++ % chosen.size());
      answer(baseline, question, cancelled);
      contestants.forEach(contestant -> answer(contestant, question, cancelled));
    }
  }

  private @Nullable PairRun pair(
      Task task, Contestant baseline, Contestant contestant, BooleanSupplier cancelled) {
    Question question = task.question();
    @Nullable Run plain = answer(baseline, question, cancelled);
    @Nullable Run run = plain == null ? null : answer(contestant, question, cancelled);
    if (plain == null || run == null) {
      return null;
    }
    return new PairRun(
        question.id(),
        question.category(),
        question.group(),
        contestant.name(),
        task.repeat(),
        clock.instant().toEpochMilli() / 1000.0,
        plain,
        run);
  }

  private @Nullable Run answer(
      Contestant contestant, Question question, BooleanSupplier cancelled) {
    SamplingOptions sampling = settings.sampling();
    return contestant.answer(question, fitting, sampling, cancelled);
  }
}
