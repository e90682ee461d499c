package dev.trefoil.bench;

import dev.trefoil.bench.ComparisonReport.MethodReport;
import dev.trefoil.engine.Engine;
import dev.trefoil.engine.Generation;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.Method;
import dev.trefoil.engine.Request;
import dev.trefoil.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/// Runs every method on every question, one question at a time, interleaved (baseline, method,
/// baseline, method, ...) so that a drifting machine does not decide.
public final class Comparison {
  private static final int WARM_UP_QUESTIONS = 3;

  private final LoadedModel model;
  private final List<Question> questions;
  private final int maxNewTokens;
  private final int repeats;

  /// @param maxNewTokens length limit of an answer
  /// @param repeats timed runs of each question and method; their median counts
  @SuppressWarnings("MissingSummary") // the parameters say all
  public Comparison(LoadedModel model, List<Question> questions, int maxNewTokens, int repeats) {
    if (questions.isEmpty() || repeats < 1) {
      throw new IllegalArgumentException(
          "%d questions and %d repeats; at least one of each is needed"
              .formatted(questions.size(), repeats));
    }
    this.model = model;
    this.questions = List.copyOf(questions);
    this.maxNewTokens = maxNewTokens;
    this.repeats = repeats;
  }

  /// Runs and reports.
  ///
  /// @param methods the baseline first
  public ComparisonReport run(List<Method> methods, Progress progress) {
    List<Engine> engines = new ArrayList<>();
    try {
      for (Method method : methods) {
        engines.add(new Engine(model, method));
      }
      List<MethodRuns> runs = methods.stream().map(MethodRuns::new).toList();
      warmUp(engines);
      for (int q = 0; q < questions.size(); q++) {
        measure(questions.get(q), engines, runs);
        progress.done(q + 1, questions.size());
      }
      List<MethodReport> reports = runs.stream().map(run -> run.report(runs.getFirst())).toList();
      return new ComparisonReport(
          Machine.current(),
          model.target().name(),
          model.options().precision().label(),
          0,
          reports);
    } finally {
      engines.forEach(Engine::close);
    }
  }

  private void warmUp(List<Engine> engines) {
    for (Question question : questions.subList(0, Math.min(WARM_UP_QUESTIONS, questions.size()))) {
      engines.forEach(engine -> engine.generate(request(question)));
    }
  }

  private void measure(Question question, List<Engine> engines, List<MethodRuns> runs) {
    Request request = request(question);
    List<List<TimedAnswer>> answers = new ArrayList<>();
    engines.forEach(_ -> answers.add(new ArrayList<>()));
    for (int repeat = 0; repeat < repeats; repeat++) {
      for (int m = 0; m < engines.size(); m++) {
        if (m > 1) { // every method gets its own baseline run beside it
          answers.getFirst().add(timed(engines.getFirst(), request));
        }
        answers.get(m).add(timed(engines.get(m), request));
      }
    }
    for (int m = 0; m < engines.size(); m++) {
      runs.get(m).add(question, answers.get(m));
    }
  }

  private static TimedAnswer timed(Engine engine, Request request) {
    long start = System.nanoTime();
    Generation answer = engine.generate(request);
    return new TimedAnswer(answer, System.nanoTime() - start);
  }

  private Request request(Question question) {
    return model.request(List.of(new ChatMessage("user", question.text())), maxNewTokens);
  }
}
