package dev.trefoil.bench.run;

import dev.trefoil.bench.result.TreeExample;
import dev.trefoil.bench.result.TreeNode;
import dev.trefoil.bench.run.PromptFitting.Fitted;
import dev.trefoil.bench.specbench.Question;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.engine.Engine;
import dev.trefoil.engine.Generation;
import dev.trefoil.engine.GenerationListener;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.Method;
import dev.trefoil.engine.MethodOptions;
import dev.trefoil.text.ChatMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One method ready to run: its engine and what watches its steps.
final class Contestant implements AutoCloseable {
  private final LoadedModel model;
  private final StepWatch watch = new StepWatch();
  private final Engine engine;
  private final Method method;

  Contestant(LoadedModel model, Method method, MethodOptions options) {
    this.model = model;
    this.method = method;
    this.engine = new Engine(model, method, options, watch);
  }

  String name() {
    return method.label();
  }

  /// Answers all turns, one after the other; null when it was cancelled in between.
  @Nullable Run answer(
      Question question,
      PromptFitting fitting,
      SamplingOptions sampling,
      BooleanSupplier cancelled) {
    watch.beginQuestion();
    List<ChatMessage> messages = new ArrayList<>();
    List<TurnRun> turns = new ArrayList<>();
    boolean truncated = false;
    for (String text : question.turns()) {
      messages.add(ChatMessage.user(text));
      Fitted prompt = fitting.fit(messages);
      truncated |= prompt.truncated();
      SamplingOptions seeded =
          sampling.withSeed(sampling.seed() + 31L * question.id() + turns.size());
      watch.beginAnswer();
      long start = System.nanoTime();
      Generation answer =
          engine
              .generate(
                  List.of(prompt.request().sampled(seeded)), GenerationListener.NONE, cancelled)
              .getFirst();
      long wallNanos = System.nanoTime() - start;
      if (cancelled.getAsBoolean()) {
        return null;
      }
      turns.add(turn(answer, wallNanos));
      messages.add(ChatMessage.assistant(answer.text().strip()));
    }
    return new Run(turns, truncated, example(question));
  }

  private TurnRun turn(Generation answer, long wallNanos) {
    return new TurnRun(
        answer.text().strip(),
        IntStream.of(answer.tokens()).boxed().toList(),
        answer.reason().label(),
        answer.stats().promptTokens(),
        IntStream.of(answer.newTokensPerStep()).boxed().toList(),
        watch.rows(),
        answer.stats().faults(),
        watch.proposedByDepth(),
        watch.acceptedByDepth(),
        wallNanos,
        answer.stats().prefillNanos(),
        answer.stats().draftNanos(),
        answer.stats().verifyNanos(),
        answer.stats().commitNanos());
  }

  private @Nullable TreeExample example(Question question) {
    StepWatch.Snapshot best = watch.best();
    if (best == null) {
      return null;
    }
    Set<Integer> accepted = new HashSet<>(Arrays.stream(best.path()).boxed().toList());
    List<TreeNode> nodes = new ArrayList<>();
    for (int node = 0; node < best.tokens().length; node++) {
      nodes.add(
          new TreeNode(text(best.tokens()[node]), best.parents()[node], accepted.contains(node)));
    }
    return new TreeExample(
        name(), question.id(), best.step(), text(best.context()), nodes, text(best.bonus()));
  }

  private String text(int... ids) {
    int known = model.tokenizer().vocabularySize();
    int[] inside = IntStream.of(ids).filter(id -> id >= 0 && id < known).toArray();
    return model.tokenizer().decode(inside, 0, inside.length, true);
  }

  @Override
  public void close() {
    engine.close();
  }
}
