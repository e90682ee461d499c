package dev.trefoil.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.RowPolicy;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.TokenTree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LikelihoodRowsTest {
  private final PolicyRuns runs = new PolicyRuns();

  @AfterEach
  void close() {
    runs.close();
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

  @Test
  void chainsThatStandAreAsLongAsRowsAreCheap() {
    Drafter sure = new Chain(runs.plain(), 0.95, true);
    PolicyRuns.Outcome cheap = runs.decode(sure, new LikelihoodRows(PolicyRuns.FLAT, false), 0);
    assertThat(cheap.tokens()).isEqualTo(runs.plain());
    assertThat(cheap.rowsPerStep()).isGreaterThan(4);
    PolicyRuns.Outcome dear = runs.decode(sure, new LikelihoodRows(PolicyRuns.STEEP, false), 0);
    assertThat(dear.tokens()).isEqualTo(runs.plain());
    assertThat(dear.rowsPerStep()).isLessThan(3);
  }

  @Test
  void nowAndThenAFewPlainStepsAreMade() {
    List<Integer> sizes = new ArrayList<>();
    Drafter watched =
        new Drafter() {
          private final Drafter sure = new Chain(runs.plain(), 0.95, true);

          @Override
          public String name() {
            return "watched";
          }

          @Override
          public void propose(List<Sequence> batch) {
            sure.propose(batch);
            sizes.add(batch.getFirst().tree().size());
          }
        };
    // rows cost what makes chains of two: 200 tokens take more steps than the first probe comes
    // after
    PolicyRuns.Outcome outcome =
        runs.decode(watched, new LikelihoodRows(PolicyRuns.STEEP, false), 0);
    assertThat(outcome.tokens()).isEqualTo(runs.plain());
    assertThat(sizes.subList(32, 35)).containsOnly(1);
  }

  @Test
  void aDraftThatIsUnsureGetsFewRows() {
    Drafter unsure = new Chain(runs.plain(), 0.05, true);
    Drafter sure = new Chain(runs.plain(), 0.95, true);
    double few = runs.decode(unsure, new LikelihoodRows(PolicyRuns.FLAT, false), 0).rowsPerStep();
    assertThat(few)
        .isLessThan(
            0.7 * runs.decode(sure, new LikelihoodRows(PolicyRuns.FLAT, false), 0).rowsPerStep());
  }

  @Test
  void aDraftThatPromisesTooMuchIsSeenThrough() {
    List<Integer> wrong =
        runs.plain().stream().map(token -> (token + 1) % PolicyRuns.VOCABULARY).toList();
    PolicyRuns.Outcome outcome =
        runs.decode(new Chain(wrong, 0.95, true), new LikelihoodRows(PolicyRuns.STEEP, false), 0);
    assertThat(outcome.tokens()).isEqualTo(runs.plain());
    assertThat(outcome.rowsPerStep()).isLessThan(1.5);
  }

  @Test
  void treesOfUnknownProbabilitiesStayWhole() {
    Drafter silent = new Chain(runs.plain(), 0.95, false);
    StepCosts flat = new StepCosts(new int[] {1, 64}, new double[] {1, 1.01});
    PolicyRuns.Outcome outcome = runs.decode(silent, new LikelihoodRows(flat, false), 0);
    assertThat(outcome.tokens()).isEqualTo(runs.plain());
    assertThat(outcome.rowsPerStep()).isGreaterThan(10);
  }

  @Test
  void aModelsChainsFollowItsProbabilitiesAndDrawsStayAlone() {
    PolicyRuns.Outcome greedy =
        runs.decode(runs.drawing(), new LikelihoodRows(PolicyRuns.FLAT, true), 0);
    assertThat(greedy.tokens()).isEqualTo(runs.plain());
    PolicyRuns.Outcome drawn =
        runs.decode(runs.drawing(), new LikelihoodRows(PolicyRuns.STEEP, true), 1);
    PolicyRuns.Outcome full = runs.decode(runs.drawing(), RowPolicy.FULL, 1);
    assertThat(drawn.tokens()).isEqualTo(full.tokens());
    assertThat(drawn.rowsPerStep()).isEqualTo(full.rowsPerStep());
  }
}
