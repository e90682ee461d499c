package dev.trefoil.engine;

import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.FinishReason;
import dev.trefoil.decoding.RowPolicy;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.SupervisedDrafter;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.acceptance.LosslessAcceptance;
import dev.trefoil.decoding.acceptance.LossyTypicalAcceptance;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Decodes requests with one method, as many at a time as the batch holds.
///
/// ```java
/// try (LoadedModel model = LoadedModel.load(directory, EngineOptions.DEFAULT);
///     Engine engine = new Engine(model, Method.PLD)) {
///   Request request = model.request(List.of(ChatMessage.user("Hello")), 128);
///   System.out.println(engine.generate(request).text());
/// }
/// ```
///
/// One thread at a time. Does not own the model.
public final class Engine implements AutoCloseable {
  private final LoadedModel model;
  private final Drafter drafter;
  private final SupervisedDrafter supervised; // by all loops
  private final Method method;
  private final MethodPlan plan;
  private final Acceptance acceptance;
  private final TreeBudget budget;
  private final RowPolicy rows;
  private final StepListener stepListener;

  /// A method that needs nothing beside the target.
  public Engine(LoadedModel model, Method method) {
    this(model, method, MethodOptions.NONE, StepListener.NONE);
  }

  /// Loads what the method needs.
  ///
  /// @param stepListener told after every step
  /// @throws IllegalArgumentException when the method needs a draft or a datastore that the options
  ///   do not name, or it does not fit the target
  public Engine(
      LoadedModel model, Method method, MethodOptions options, StepListener stepListener) {
    this.model = model;
    this.method = method;
    this.plan = method.plan(options);
    this.drafter = plan.open(model);
    this.supervised = new SupervisedDrafter(drafter);
    this.acceptance = acceptance(model.target(), options);
    this.budget = budget(plan.budget(), options.budget());
    this.rows =
        budget.rows() > 1 && options.budget() instanceof RowBudget.Auto
            ? adaptive(method, model.stepCosts(), drafter.proposesByChance())
            : RowPolicy.FULL;
    this.stepListener = stepListener;
  }

  private static RowPolicy adaptive(Method method, StepCosts costs, boolean chance) {
    return method.wantsDraft()
        ? new LikelihoodRows(costs, chance)
        : new AdaptiveRows(costs, chance);
  }

  private static TreeBudget budget(TreeBudget full, RowBudget wanted) {
    return wanted instanceof RowBudget.Fixed(int nodes)
        ? new TreeBudget(
            Math.min(nodes, full.nodes()), full.depth(), Math.min(nodes - 1, full.extraRows()))
        : full;
  }

  private static Acceptance acceptance(Target target, MethodOptions options) {
    int vocabulary = target.config().vocabularySize();
    return options.lossyTypical()
        ? new LossyTypicalAcceptance(
            target.backend(),
            vocabulary,
            LossyTypicalAcceptance.THRESHOLD,
            LossyTypicalAcceptance.ALPHA)
        : new LosslessAcceptance(target.backend(), vocabulary);
  }

  public Method method() {
    return method;
  }

  /// Whether sampled answers depend on what the draft draws ([Drafter#proposesByChance]): then a
  /// seed gives another answer than plain decoding's, of the same distribution.
  public boolean proposesByChance() {
    return drafter.proposesByChance();
  }

  /// Answers one request.
  public Generation generate(Request request) {
    return generate(List.of(request), GenerationListener.NONE, () -> false).getFirst();
  }

  /// Answers requests, in their order; they are decoded together.
  ///
  /// @param cancelled asked before every step; what was generated until then is returned
  /// @throws IllegalArgumentException when a prompt is empty, too long or of another vocabulary
  public List<Generation> generate(
      List<Request> requests, GenerationListener listener, BooleanSupplier cancelled) {
    @Nullable Generation[] results = new Generation[requests.size()];
    List<ActiveRequest> active = new ArrayList<>();
    DecodeLoop loop =
        new DecodeLoop(
            model.target(),
            supervised,
            acceptance,
            budget,
            rows,
            (batch, output) -> {
              active.forEach(request -> request.charge(output, batch.size()));
              stepListener.afterStep(batch, output);
            });
    checkAll(loop, requests);
    try {
      int next = 0;
      while (next < requests.size() || !active.isEmpty()) {
        while (next < requests.size()
            && active.size() < model.options().maxBatch()
            && !cancelled.getAsBoolean()) {
          active.add(open(loop, requests.get(next), next));
          next++;
        }
        if (cancelled.getAsBoolean()) {
          active.forEach(request -> request.sequence().finish(FinishReason.CANCELLED));
          next = requests.size();
        } else {
          loop.step(active.stream().map(ActiveRequest::sequence).toList());
        }
        translate(active, results, listener);
      }
    } finally {
      active.forEach(ActiveRequest::close);
    }
    return Arrays.stream(results)
        .map(result -> result == null ? Generation.neverStarted() : result)
        .toList();
  }

  /// All prompts before the first step: one bad prompt must not cost the answers of the others.
  private static void checkAll(DecodeLoop loop, List<Request> requests) {
    for (int i = 0; i < requests.size(); i++) {
      try {
        loop.check(requests.get(i).prompt(), requests.get(i).options());
      } catch (IllegalArgumentException refusal) {
        if (requests.size() == 1) {
          throw refusal;
        }
        throw new IllegalArgumentException(
            "prompt %d of %d: %s".formatted(i + 1, requests.size(), refusal.getMessage()), refusal);
      }
    }
  }

  private ActiveRequest open(DecodeLoop loop, Request request, int index) {
    long start = System.nanoTime();
    Sequence sequence = loop.open(request.prompt(), request.options());
    AnswerText answer = new AnswerText(model.tokenizer(), request.stopStrings());
    return new ActiveRequest(index, sequence, answer, System.nanoTime() - start);
  }

  private static void translate(
      List<ActiveRequest> active, @Nullable Generation[] results, GenerationListener listener) {
    for (ActiveRequest request : active) {
      request.translate(listener);
      if (request.sequence().isFinished()) {
        results[request.index()] = request.result();
        request.close();
      }
    }
    active.removeIf(request -> request.sequence().isFinished());
  }

  @Override
  public void close() {
    if (plan.ownedByEngine()) {
      drafter.close();
    }
  }
}
