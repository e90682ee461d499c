package dev.trefoil.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.NoDrafter;
import dev.trefoil.decoding.RowPolicy;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.SequenceOptions;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.acceptance.LosslessAcceptance;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.drafter.draftmodel.DraftModelConfig;
import dev.trefoil.drafter.draftmodel.DraftModelDrafter;
import dev.trefoil.model.Target;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdaptiveRowsTest {
  private static final int VOCABULARY = 31;
  private static final TreeBudget BUDGET = new TreeBudget(13, 12);

  /// Sixty-four rows cost hardly more than one.
  private static final StepCosts FLAT = new StepCosts(new int[] {1, 64}, new double[] {1, 1.1});

  /// A row costs as much as a step.
  private static final StepCosts STEEP = new StepCosts(new int[] {1, 64}, new double[] {1, 64});

  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final Target target = TinyModels.target(backend, TinyModels.config(VOCABULARY, 600), 3);

  @AfterEach
  void close() {
    backend.close();
  }

  /// Proposes a chain of one token over and over; says or does not say how good it is.
  private record Chain(int token, int evidence) implements Drafter {
    @Override
    public String name() {
      return "chain";
    }

    @Override
    public void propose(List<Sequence> batch) {
      for (Sequence sequence : batch) {
        TokenTree tree = sequence.tree();
        tree.evidence(evidence);
        for (int node = 0; tree.fits(node); ) {
          node = tree.add(node, token);
        }
      }
    }
  }

  /// Knows the answer.
  private record Oracle(List<Integer> answer) implements Drafter {
    @Override
    public String name() {
      return "oracle";
    }

    @Override
    public void propose(List<Sequence> batch) {
      for (Sequence sequence : batch) {
        TokenTree tree = sequence.tree();
        int next = sequence.length() - sequence.promptLength();
        for (int node = 0; tree.fits(node) && next < answer.size(); ) {
          node = tree.add(node, answer.get(next++));
        }
      }
    }
  }

  private record Outcome(List<Integer> tokens, double rowsPerStep) {}

  private Outcome decode(Drafter drafter, RowPolicy policy, double temperature) {
    long[] rows = new long[2];
    StepListener listener =
        (batch, _) -> {
          rows[0] += batch.getFirst().tree().size();
          rows[1]++;
        };
    DecodeLoop loop =
        new DecodeLoop(
            target, drafter, new LosslessAcceptance(backend, VOCABULARY), BUDGET, policy, listener);
    SequenceOptions options =
        new SequenceOptions(
            new Limits(200, Set.of()),
            SamplingOptions.atTemperature(temperature, 9),
            OptionalInt.empty());
    try (Sequence sequence = loop.open(new int[] {1, 2, 3}, options)) {
      while (!sequence.isFinished()) {
        loop.step(List.of(sequence));
      }
      assertThat(sequence.counters().faults()).isZero();
      return new Outcome(
          Arrays.stream(sequence.generated()).boxed().toList(), rows[0] / (double) rows[1]);
    }
  }

  @Test
  void rowsThatReturnNothingAreSoonSaved() {
    for (int evidence : new int[] {0, 3}) {
      // no id of the vocabulary: never accepted
      Outcome outcome = decode(new Chain(-1, evidence), new AdaptiveRows(STEEP, false), 0);
      assertThat(outcome.rowsPerStep()).as("evidence %d", evidence).isLessThan(1.5);
      assertThat(outcome.tokens()).isEqualTo(decode(new NoDrafter(), RowPolicy.FULL, 0).tokens());
    }
  }

  @Test
  void rowsThatAreAllAcceptedAreSpentWhereTheyAreCheap() {
    Outcome plain = decode(new NoDrafter(), RowPolicy.FULL, 0);
    Drafter perfect = new Oracle(plain.tokens());
    Outcome cheap = decode(perfect, new AdaptiveRows(FLAT, true), 0);
    assertThat(cheap.tokens()).isEqualTo(plain.tokens());
    assertThat(cheap.rowsPerStep()).isGreaterThan(6);
  }

  @Test
  void whatADraftDrawsDoesNotDependOnWhatRowsCost() {
    Outcome cheap = decode(drawing(), new AdaptiveRows(FLAT, true), 1);
    Outcome dear = decode(drawing(), new AdaptiveRows(STEEP, true), 1);
    Outcome full = decode(drawing(), RowPolicy.FULL, 1);
    assertThat(cheap.tokens()).isEqualTo(full.tokens());
    assertThat(dear.tokens()).isEqualTo(full.tokens());
    assertThat(dear.rowsPerStep()).isEqualTo(full.rowsPerStep());
  }

  private Drafter drawing() {
    Target draft = TinyModels.target(backend, TinyModels.config(VOCABULARY, 600), 8);
    return new DraftModelDrafter(draft, DraftModelConfig.DEFAULT, VOCABULARY);
  }
}
