package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.FaultyDrafter.Mischief;
import dev.trefoil.decoding.acceptance.LosslessAcceptance;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.model.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What every [Drafter] does in the loop. A drafter's test extends it, on a tiny random target
/// whose text soon runs in circles, so that there is something to guess.
public abstract class DrafterContract {
  /// Number of token ids of the target.
  protected static final int VOCABULARY = 31;

  private static final int CONTEXT = 112;
  private static final int NEW_TOKENS = 70;
  private static final int PROMPTS = 4;
  private static final double TEMPERATURE = 0.7;

  /// Cuts nothing off and gives nobody up.
  private static final DraftTolerance PATIENT =
      new DraftTolerance(Duration.ofMinutes(1), 0, 1000, 1_000_000);

  private final FaultyBackend backend = new FaultyBackend(CpuBackend.open(Precision.F32, 1));
  private final ModelConfig config = TinyModels.config(VOCABULARY, CONTEXT);
  private final Target target = TinyModels.target(backend, config, 3);

  /// A new drafter for that target; the test closes it.
  protected abstract Drafter newDrafter(Target target);

  /// What the method may propose in a step by its own default.
  protected abstract TreeBudget budget();

  /// Whether it proposes what it has learned in other requests, a little better or worse each time.
  protected boolean learnsFromOtherRequests() {
    return false;
  }

  @AfterEach
  void closeBackend() {
    backend.close();
  }

  @Test
  void greedyOutputIsThatOfPlainDecodingForEveryBatchSize() {
    List<int[]> plain = plain();
    for (int batchSize : new int[] {1, 3}) {
      try (Drafter drafter = newDrafter(target)) {
        Run run = run(drafter, budget(), batchSize);
        assertThat(run.answers).as("batch of %d", batchSize).containsExactlyElementsOf(plain);
        assertThat(run.faults).isZero();
        assertThat(run.accepted).as("it must guess something").isGreaterThan(PROMPTS * 5L);
      }
    }
  }

  @Test
  void everyRoomAndDepthIsKeptTo() {
    List<int[]> plain = plain();
    int nodes = budget().nodes();
    int depth = budget().depth();
    int extra = budget().extraRows();
    List<TreeBudget> budgets =
        List.of(
            new TreeBudget(1, 0),
            new TreeBudget(nodes, depth),
            new TreeBudget(1, depth, extra),
            new TreeBudget(nodes, 0, extra),
            new TreeBudget(2, 1, extra / 3),
            new TreeBudget(Math.min(3, nodes), depth, Math.min(1, extra)),
            new TreeBudget((nodes + 1) / 2, depth, (extra + 1) / 2),
            new TreeBudget(nodes, Math.max(1, depth / 2), extra),
            new TreeBudget(2 * nodes, 2 * depth, 2 * extra));
    try (Drafter drafter = newDrafter(target)) {
      for (TreeBudget budget : budgets) {
        Run run = run(drafter, budget, 3);
        assertThat(run.answers).as("%s", budget).containsExactlyElementsOf(plain);
        assertThat(run.faults).as("%s: a node too many is a fault", budget).isZero();
      }
    }
  }

  @Test
  void roomThatChangesFromStepToStepIsKeptTo() {
    List<int[]> plain = plain();
    SplittableRandom random = new SplittableRandom(21);
    RowPolicy fickle =
        new RowPolicy() {
          @Override
          public void beforePropose(List<Sequence> batch) {
            for (Sequence sequence : batch) {
              sequence.tree().limit(random.nextInt(budget().nodes() + 1));
              sequence.extraRows().limit(random.nextInt(budget().extraRows() + 1));
            }
          }

          @Override
          public void afterPropose(List<Sequence> batch) {
            for (Sequence sequence : batch) {
              if (random.nextBoolean() && !sequence.tree().wasDrawn()) {
                sequence.tree().truncate(random.nextInt(sequence.tree().size() + 1));
              }
            }
          }
        };
    try (Drafter drafter = newDrafter(target)) {
      Run run = run(drafter, budget(), 3, 0, fickle);
      assertThat(run.answers).containsExactlyElementsOf(plain);
      assertThat(run.faults).isZero();
    }
  }

  @Test
  void aDrafterServesOneRequestAfterAnother() {
    List<int[]> plain = plain();
    try (Drafter drafter = newDrafter(target)) {
      for (int round = 0; round < 3; round++) {
        Run run = run(drafter, budget(), 1 + round);
        assertThat(run.answers).containsExactlyElementsOf(plain);
        assertThat(run.faults).isZero();
      }
    }
  }

  @Test
  void sampledOutputIsThatOfPlainDecodingWithTheSameSeed() {
    List<int[]> plain = plain(TEMPERATURE);
    try (Drafter drafter = newDrafter(target)) {
      assumeFalse(drafter.proposesByChance(), "which tokens are drawn depends on the proposals");
      for (int batchSize : new int[] {1, 3}) {
        Run run = run(drafter, budget(), batchSize, TEMPERATURE, RowPolicy.FULL);
        assertThat(run.answers).as("batch of %d", batchSize).containsExactlyElementsOf(plain);
        assertThat(run.faults).isZero();
      }
    }
  }

  @Test
  void sampledOutputIsTheSameInEveryBatch() {
    try (Drafter drafter = newDrafter(target)) {
      List<int[]> alone = run(drafter, budget(), 1, TEMPERATURE, RowPolicy.FULL).answers;
      for (int batchSize : new int[] {2, 3}) {
        Run run = run(drafter, budget(), batchSize, TEMPERATURE, RowPolicy.FULL);
        assertThat(run.answers).as("batch of %d", batchSize).containsExactlyElementsOf(alone);
        assertThat(run.accepted).as("it must guess something").isPositive();
        assertThat(run.faults).isZero();
      }
    }
  }

  @Test
  void aSequenceAbandonedInTheMiddleDisturbsNobody() {
    List<int[]> plain = plain();
    try (Drafter drafter = newDrafter(target)) {
      DecodeLoop loop = loop(drafter, budget());
      Sequence kept = loop.open(prompt(0), new Limits(NEW_TOKENS, Set.of()));
      try (kept) {
        try (Sequence abandoned = loop.open(prompt(1), new Limits(NEW_TOKENS, Set.of()))) {
          for (int step = 0; step < 4; step++) {
            loop.step(List.of(abandoned, kept));
          }
        }
        while (!kept.isFinished()) {
          loop.step(List.of(kept));
        }
        assertThat(kept.generated()).isEqualTo(plain.getFirst());
        assertThat(kept.counters().faults()).isZero();
      }
    }
  }

  @Test
  void theShortestPromptAndAFullContextAreNothingSpecial() {
    Limits endless = new Limits(10 * CONTEXT, Set.of());
    int[] plain = answer(new NoDrafter(), new int[] {7}, endless);
    assertThat(plain).hasSize(CONTEXT - 1);
    try (Drafter drafter = newDrafter(target)) {
      assertThat(answer(drafter, new int[] {7}, endless)).isEqualTo(plain);
      assertThat(answer(drafter, new int[] {7}, new Limits(1, Set.of()))).hasSize(1);
    }
  }

  @Test
  void whatIsKeptOfASequenceIsClosedWithItOnce() {
    try (Drafter drafter = newDrafter(target)) {
      DecodeLoop loop = loop(drafter, budget());
      AtomicInteger closed = new AtomicInteger();
      Sequence sequence = loop.open(prompt(2), new Limits(4, Set.of()));
      loop.step(List.of(sequence));
      AutoCloseable state = sequence.draftState();
      if (state != null) {
        sequence.draftState(
            () -> {
              closed.incrementAndGet();
              state.close();
            });
      }
      sequence.close();
      assertThat(sequence.counters().faults()).isZero();
      assertThat(sequence.draftState()).isNull();
      assertThat(closed.get()).isEqualTo(state == null ? 0 : 1);
    }
  }

  @Test
  void faultsOfEveryKindCostSpeedAndNeverAToken() {
    List<Mischief> kinds = new ArrayList<>(EnumSet.allOf(Mischief.class));
    kinds.removeAll(List.of(Mischief.SLEEPS, Mischief.OPERATION_SLEEPS));
    for (double temperature : new double[] {0, TEMPERATURE}) {
      List<int[]> plain = plain(temperature);
      try (FaultyDrafter drafter = new FaultyDrafter(newDrafter(target), backend, kinds, 31)) {
        final long before = run(drafter, budget(), 3, temperature, RowPolicy.FULL).accepted;
        drafter.rate(0.5);
        Run run = run(supervised(drafter, PATIENT), 3, temperature);
        if (temperature == 0 || !drafter.proposesByChance()) {
          assertThat(run.answers).containsExactlyElementsOf(plain);
        }
        assertThat(run.faults).isPositive();
        for (Sequence sequence : run.sequences) {
          assertThat(sequence.counters().faults()).isEqualTo(drafter.faults(sequence));
        }
        drafter.rate(0);
        Run after = run(drafter, budget(), 3, temperature, RowPolicy.FULL);
        assertThat(after.faults).isZero();
        long expected = learnsFromOtherRequests() ? before * 9 / 10 : before;
        assertThat(after.accepted).as("of the next requests").isGreaterThanOrEqualTo(expected);
      }
    }
  }

  @Test
  void aDrafterFindsItsWayAfterAFault() {
    List<Mischief> kinds = List.of(Mischief.THROWS_AFTER);
    try (FaultyDrafter drafter = new FaultyDrafter(newDrafter(target), backend, kinds, 32)) {
      SupervisedDrafter supervised = supervised(drafter, PATIENT);
      List<Sequence> disturbed = disturbOnce(drafter, supervised);
      long accepted = 0;
      for (Sequence sequence : disturbed) {
        assertThat(sequence.counters().faults()).isEqualTo(drafter.faults(sequence)).isPositive();
        accepted += sequence.counters().acceptedTokens();
      }
      assertThat(accepted).as("after the fault").isGreaterThan(disturbed.size() * 4L);
    }
  }

  @Test
  void aDrafterThatHangsIsCutOff() {
    List<Mischief> kinds = List.of(Mischief.SLEEPS, Mischief.OPERATION_SLEEPS);
    DraftTolerance hasty = new DraftTolerance(Duration.ofMillis(60), 0, 1000, 1000);
    try (FaultyDrafter drafter = new FaultyDrafter(newDrafter(target), backend, kinds, 33)) {
      long start = System.nanoTime();
      List<Sequence> disturbed = disturbOnce(drafter, supervised(drafter, hasty));
      assertThat(System.nanoTime() - start).isLessThan(9_000_000_000L);
      for (Sequence sequence : disturbed) { // a busy machine may have made others late
        assertThat(sequence.counters().faults()).isGreaterThanOrEqualTo(drafter.faults(sequence));
      }
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  /// Its faults are meant, so nobody logs them.
  private static SupervisedDrafter supervised(Drafter drafter, DraftTolerance tolerance) {
    return new SupervisedDrafter(drafter, tolerance, new FaultLogTest.Operator());
  }

  /// Decodes two prompts greedily; all calls of their opening and of one step go wrong.
  private List<Sequence> disturbOnce(FaultyDrafter drafter, SupervisedDrafter supervised) {
    DecodeLoop loop = loop(supervised, budget(), RowPolicy.FULL);
    List<Sequence> all = new ArrayList<>();
    drafter.rate(1);
    for (int i = 1; i < 3; i++) {
      all.add(loop.open(prompt(i), new Limits(NEW_TOKENS - i, Set.of())));
    }
    loop.step(all);
    drafter.rate(0);
    List<Sequence> active = new ArrayList<>(all);
    while (!active.isEmpty()) {
      loop.step(active);
      active.removeIf(Sequence::isFinished);
    }
    all.forEach(Sequence::close);
    assertThat(all.stream().map(Sequence::generated).toList())
        .containsExactlyElementsOf(plain().subList(1, 3));
    return all;
  }

  /// The tokens of the first tree over a prompt, the root left out, in the order of its nodes.
  protected final List<Integer> firstProposal(Drafter drafter, int[] prompt) {
    List<Integer> proposal = new ArrayList<>();
    StepListener listener =
        (batch, _) -> {
          TokenTree tree = batch.getFirst().tree();
          for (int node = 1; node < tree.size(); node++) {
            proposal.add(tree.token(node));
          }
        };
    DecodeLoop loop =
        new DecodeLoop(
            target, drafter, new LosslessAcceptance(backend, VOCABULARY), budget(), listener);
    try (Sequence sequence = loop.open(prompt, new Limits(NEW_TOKENS, Set.of()))) {
      loop.step(List.of(sequence));
    }
    return proposal;
  }

  /// Answers in the order of the prompts, and what it took.
  private static final class Run {
    final List<int[]> answers = new ArrayList<>();
    final List<Sequence> sequences = new ArrayList<>(); // closed
    long accepted;
    int faults;
  }

  private List<int[]> plain() {
    return plain(0);
  }

  private List<int[]> plain(double temperature) {
    return run(new NoDrafter(), new TreeBudget(1, 0), 1, temperature, RowPolicy.FULL).answers;
  }

  private int[] answer(Drafter drafter, int[] prompt, Limits limits) {
    DecodeLoop loop = loop(drafter, budget());
    try (Sequence sequence = loop.open(prompt, limits)) {
      while (!sequence.isFinished()) {
        loop.step(List.of(sequence));
      }
      assertThat(sequence.counters().faults()).isZero();
      return sequence.generated();
    }
  }

  private DecodeLoop loop(Drafter drafter, TreeBudget budget) {
    return loop(drafter, budget, RowPolicy.FULL);
  }

  private DecodeLoop loop(Drafter drafter, TreeBudget budget, RowPolicy rows) {
    return loop(new SupervisedDrafter(drafter), budget, rows);
  }

  private DecodeLoop loop(SupervisedDrafter drafter, TreeBudget budget, RowPolicy rows) {
    return new DecodeLoop(
        target,
        drafter,
        new LosslessAcceptance(backend, VOCABULARY),
        budget,
        rows,
        StepListener.NONE);
  }

  private Run run(Drafter drafter, TreeBudget budget, int batchSize) {
    return run(drafter, budget, batchSize, 0, RowPolicy.FULL);
  }

  private Run run(
      Drafter drafter, TreeBudget budget, int batchSize, double temperature, RowPolicy rows) {
    return run(loop(drafter, budget, rows), batchSize, temperature);
  }

  private Run run(SupervisedDrafter drafter, int batchSize, double temperature) {
    return run(loop(drafter, budget(), RowPolicy.FULL), batchSize, temperature);
  }

  private static Run run(DecodeLoop loop, int batchSize, double temperature) {
    Run run = new Run();
    for (int first = 0; first < PROMPTS; first += batchSize) {
      List<Sequence> all = new ArrayList<>();
      for (int i = first; i < Math.min(PROMPTS, first + batchSize); i++) {
        // different lengths, so that sequences leave the batch one by one
        Limits limits = new Limits(NEW_TOKENS - i, Set.of());
        SamplingOptions sampling = SamplingOptions.atTemperature(temperature, 40 + i);
        all.add(loop.open(prompt(i), new SequenceOptions(limits, sampling, OptionalInt.empty())));
      }
      List<Sequence> active = new ArrayList<>(all);
      while (!active.isEmpty()) {
        loop.step(active);
        active.removeIf(Sequence::isFinished);
      }
      for (Sequence sequence : all) {
        run.sequences.add(sequence);
        run.answers.add(sequence.generated());
        run.accepted += sequence.counters().acceptedTokens();
        run.faults += sequence.counters().faults();
        sequence.close();
      }
    }
    return run;
  }

  private static int[] prompt(int index) {
    return new SplittableRandom(100 + index).ints(1 + 7L * index, 0, VOCABULARY).toArray();
  }
}
