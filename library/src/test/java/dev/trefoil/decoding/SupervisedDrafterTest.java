package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.acceptance.GreedyAcceptance;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SupervisedDrafterTest {
  private static final int VOCABULARY = 61;
  private static final int NEW_TOKENS = 20;
  private static final DraftTolerance HASTY =
      DraftTolerance.DEFAULT.withTime(Duration.ofMillis(100), 0);

  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final Target target = TinyModels.target(backend, TinyModels.config(VOCABULARY, 64), 3);
  private final FaultLogTest.Operator operator = new FaultLogTest.Operator();
  private final int[] plain = answer(loop(new NoDrafter(), DraftTolerance.DEFAULT), 0);

  @AfterEach
  void close() {
    backend.close();
    assertThat(Thread.interrupted()).isFalse();
  }

  private DecodeLoop loop(Drafter drafter, DraftTolerance tolerance) {
    return new DecodeLoop(
        target,
        new SupervisedDrafter(drafter, tolerance, operator),
        new GreedyAcceptance(backend, VOCABULARY),
        new TreeBudget(4, 3),
        RowPolicy.FULL,
        StepListener.NONE);
  }

  private static Sequence open(DecodeLoop loop, int first) {
    return loop.open(new int[] {first + 5, 9, 2}, new Limits(NEW_TOKENS, Set.of()));
  }

  private static int[] answer(DecodeLoop loop, int faults) {
    try (Sequence sequence = open(loop, 0)) {
      while (!sequence.isFinished()) {
        loop.step(List.of(sequence));
      }
      assertThat(sequence.counters().faults()).isEqualTo(faults);
      return sequence.generated();
    }
  }

  /// Proposes what is right, and does something before in each call.
  private final class Prophet implements Drafter {
    private final Runnable before;
    private final AtomicInteger calls = new AtomicInteger();

    Prophet(Runnable before) {
      this.before = before;
    }

    @Override
    public String name() {
      return "prophet";
    }

    private void call() {
      calls.incrementAndGet();
      before.run();
    }

    @Override
    public void propose(List<Sequence> batch) {
      for (Sequence sequence : batch) {
        int next = sequence.length() - sequence.promptLength();
        for (int node = 0; sequence.tree().fits(node) && next < plain.length; node++) {
          sequence.tree().add(node, plain[next++]);
        }
      }
      call();
    }

    @Override
    public void observe(List<Sequence> batch, StepOutput output) {
      call();
    }

    @Override
    public void observePrompt(Sequence sequence, int first, int rows, ForwardOutput output) {
      call();
    }
  }

  @Test
  void aTenSecondSleepIsCutOffThreeTimesAndThenNobodyAsksAgain() {
    Prophet sleeper = new Prophet(FaultyDrafter::sleep);
    long start = System.nanoTime();
    assertThat(answer(loop(sleeper, HASTY), 3)).isEqualTo(plain);
    assertThat(System.nanoTime() - start).isBetween(300_000_000L, 9_000_000_000L);
    assertThat(sleeper.calls).hasValue(3);
    assertThat(operator.lines.getFirst()).contains("prophet", "longer than PT0.1S");
    assertThat(operator.stackTraces).isEqualTo(1);
  }

  @Test
  void aProposalThatComesLateIsDroppedAndWhatTheDrafterKnowsStays() {
    AtomicInteger closed = new AtomicInteger();
    Prophet late =
        new Prophet(
            () -> {
              try {
                Thread.sleep(10_000);
              } catch (InterruptedException e) {
                // goes on as if nothing had been
              }
            });
    DecodeLoop loop = loop(late, HASTY);
    try (Sequence sequence = open(loop, 0)) {
      sequence.draftState(closed::incrementAndGet);
      loop.step(List.of(sequence));
      assertThat(sequence.counters().draftedTokens()).isZero();
      assertThat(sequence.counters().faults()).isEqualTo(3);
      assertThat(closed).hasValue(0);
    }
    assertThat(closed).hasValue(1);
  }

  @Test
  void whatADrafterThatThrewKnewOfItsSequencesIsClosedOnce() {
    AtomicInteger closed = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();
    Prophet broken =
        new Prophet(
            () -> {
              if (calls.incrementAndGet() == 3) { // the prompts are observed before
                throw new InternalError("a mapped file was cut");
              }
            });
    DecodeLoop loop = loop(broken, DraftTolerance.DEFAULT);
    try (Sequence first = open(loop, 0);
        Sequence second = open(loop, 1)) {
      first.draftState(closed::incrementAndGet);
      second.draftState(
          () -> {
            closed.incrementAndGet();
            throw new AssertionError("closing is broken, too");
          });
      loop.step(List.of(first, second));
      assertThat(closed).hasValue(2);
      assertThat(first.draftState()).isNull();
      assertThat(first.counters().faults()).isEqualTo(1);
      assertThat(second.counters().faults()).isEqualTo(2);
      loop.step(List.of(first, second));
      assertThat(first.counters().acceptedTokens()).isEqualTo(3);
    }
    assertThat(closed).hasValue(2);
  }

  @Test
  void aDrafterThatIsBrokenForGoodIsGivenUpPerSequenceAndDoesNotFloodTheLog() {
    Prophet broken =
        new Prophet(
            () -> {
              throw new OutOfMemoryError("broken on purpose");
            });
    DraftTolerance strict = new DraftTolerance(Duration.ofMinutes(1), 0, 1, 8);
    DecodeLoop loop = loop(broken, strict);
    for (int request = 0; request < 20; request++) {
      assertThat(answer(loop, 8)).isEqualTo(plain);
    }
    assertThat(broken.calls).hasValue(20 * 8);
    assertThat(operator.stackTraces).isEqualTo(1);
    assertThat(operator.lines).hasSize(8); // 1, 2, 4, ..., 128
  }

  @Test
  void othersGoOnWithADrafterThatWasGivenUpForOne() {
    Prophet fickle = new Prophet(() -> {});
    List<Integer> roots = new ArrayList<>();
    Drafter drafter =
        new Drafter() {
          @Override
          public String name() {
            return "fickle";
          }

          @Override
          public void observePrompt(Sequence sequence, int first, int rows, ForwardOutput output) {
            if (sequence.token(0) == 6) {
              throw new IllegalStateException("this prompt is too much");
            }
          }

          @Override
          public void propose(List<Sequence> batch) {
            fickle.propose(batch);
          }

          @Override
          public void observe(List<Sequence> batch, StepOutput output) {
            assertThat(batch).hasSize(1);
            assertThat(output.decision(0).count()).isEqualTo(batch.getFirst().tree().size());
            roots.add(output.firstRow(0));
          }
        };
    DecodeLoop loop = loop(drafter, new DraftTolerance(Duration.ofMinutes(1), 0, 1, 1));
    try (Sequence given = open(loop, 1);
        Sequence kept = open(loop, 0)) {
      while (!kept.isFinished()) {
        loop.step(List.of(given, kept));
      }
      assertThat(kept.generated()).isEqualTo(plain);
      assertThat(kept.counters().faults()).isZero();
      assertThat(kept.counters().steps()).isEqualTo(NEW_TOKENS / 4);
      assertThat(given.counters().faults()).isEqualTo(1);
      assertThat(given.counters().draftedTokens()).isZero();
    }
    assertThat(roots).as("rows of the second sequence").hasSize(NEW_TOKENS / 4).containsOnly(1);
  }

  @Test
  void aToleranceThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> new DraftTolerance(Duration.ZERO, 1, 1, 1))
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() -> new DraftTolerance(Duration.ofSeconds(1), Double.NaN, 1, 1))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> new DraftTolerance(Duration.ofSeconds(1), 1, 0, 1))
        .hasMessageContaining("0 overruns");
  }
}
