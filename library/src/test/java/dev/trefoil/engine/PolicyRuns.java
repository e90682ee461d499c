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

/// Answers of a tiny model under policies that spend rows.
final class PolicyRuns implements AutoCloseable {
  static final int VOCABULARY = 31;

  /// Sixty-four rows cost hardly more than one.
  static final StepCosts FLAT = new StepCosts(new int[] {1, 64}, new double[] {1, 1.1});

  /// A row costs as much as a step.
  static final StepCosts STEEP = new StepCosts(new int[] {1, 64}, new double[] {1, 64});

  private static final TreeBudget BUDGET = new TreeBudget(13, 12);

  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final Target target = TinyModels.target(backend, TinyModels.config(VOCABULARY, 600), 3);

  record Outcome(List<Integer> tokens, double rowsPerStep) {}

  Outcome decode(Drafter drafter, RowPolicy policy, double temperature) {
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

  /// What plain decoding answers.
  List<Integer> plain() {
    return decode(new NoDrafter(), RowPolicy.FULL, 0).tokens();
  }

  /// A drafter that draws what it proposes to sampled requests.
  Drafter drawing() {
    Target draft = TinyModels.target(backend, TinyModels.config(VOCABULARY, 600), 8);
    return new DraftModelDrafter(draft, DraftModelConfig.DEFAULT, VOCABULARY);
  }

  @Override
  public void close() {
    backend.close();
  }
}
