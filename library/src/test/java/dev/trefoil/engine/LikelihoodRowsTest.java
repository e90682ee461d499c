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

class LikelihoodRowsTest {
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

  /// Proposes a chain of given tokens after what was decoded, each with the same probability.
  ///
  /// @param says whether the trees are told of it
  private record Chain(List<Integer> tokens, double probability, boolean says) implements Drafter {
    @Override
    public String name() {
      return "chain";
    }

    @Override
    public void propose(List<Sequence> batch) {
      for (Sequence sequence : batch) {
        TokenTree tree = sequence.tree();
        int next = sequence.length() - sequence.promptLength();
        double reach = 1;
        for (int node = 0; tree.fits(node) && next < tokens.size(); ) {
          reach *= probability;
          node = tree.add(node, tokens.get(next++), says ? reach : Double.NaN);
          if (says && !tree.isWorthALevel(reach)) {
            break;
          }
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

  private List<Integer> plain() {
    return decode(new NoDrafter(), RowPolicy.FULL, 0).tokens();
  }

  @Test
  void chainsThatStandAreAsLongAsRowsAreCheap() {
    Drafter sure = new Chain(plain(), 0.95, true);
    Outcome cheap = decode(sure, new LikelihoodRows(FLAT, false), 0);
    assertThat(cheap.tokens()).isEqualTo(plain());
    assertThat(cheap.rowsPerStep()).isGreaterThan(4);
    Outcome dear = decode(sure, new LikelihoodRows(STEEP, false), 0);
    assertThat(dear.tokens()).isEqualTo(plain());
    assertThat(dear.rowsPerStep()).isLessThan(3);
  }

  @Test
  void aDraftThatIsUnsureGetsFewRows() {
    Drafter unsure = new Chain(plain(), 0.05, true);
    Drafter sure = new Chain(plain(), 0.95, true);
    double few = decode(unsure, new LikelihoodRows(FLAT, false), 0).rowsPerStep();
    assertThat(few)
        .isLessThan(0.7 * decode(sure, new LikelihoodRows(FLAT, false), 0).rowsPerStep());
  }

  @Test
  void aDraftThatPromisesTooMuchIsSeenThrough() {
    List<Integer> wrong = plain().stream().map(token -> (token + 1) % VOCABULARY).toList();
    Outcome outcome = decode(new Chain(wrong, 0.95, true), new LikelihoodRows(STEEP, false), 0);
    assertThat(outcome.tokens()).isEqualTo(plain());
    assertThat(outcome.rowsPerStep()).isLessThan(1.5);
  }

  @Test
  void treesOfUnknownProbabilitiesStayWhole() {
    Drafter silent = new Chain(plain(), 0.95, false);
    StepCosts flat = new StepCosts(new int[] {1, 64}, new double[] {1, 1.01});
    Outcome outcome = decode(silent, new LikelihoodRows(flat, false), 0);
    assertThat(outcome.tokens()).isEqualTo(plain());
    assertThat(outcome.rowsPerStep()).isGreaterThan(10);
  }

  @Test
  void aModelsChainsFollowItsProbabilitiesAndDrawsStayAlone() {
    Outcome greedy = decode(drawing(), new LikelihoodRows(FLAT, true), 0);
    assertThat(greedy.tokens()).isEqualTo(plain());
    Outcome drawn = decode(drawing(), new LikelihoodRows(STEEP, true), 1);
    Outcome full = decode(drawing(), RowPolicy.FULL, 1);
    assertThat(drawn.tokens()).isEqualTo(full.tokens());
    assertThat(drawn.rowsPerStep()).isEqualTo(full.rowsPerStep());
  }

  private Drafter drawing() {
    Target draft = TinyModels.target(backend, TinyModels.config(VOCABULARY, 600), 8);
    return new DraftModelDrafter(draft, DraftModelConfig.DEFAULT, VOCABULARY);
  }
}
