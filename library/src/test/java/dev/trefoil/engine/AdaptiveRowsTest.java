package dev.trefoil.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.NoDrafter;
import dev.trefoil.decoding.RowPolicy;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.TokenTree;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdaptiveRowsTest {
  private final PolicyRuns runs = new PolicyRuns();

  @AfterEach
  void close() {
    runs.close();
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

  @Test
  void rowsThatReturnNothingAreSoonSaved() {
    for (int evidence : new int[] {0, 3}) {
      // no id of the vocabulary: never accepted
      PolicyRuns.Outcome outcome =
          runs.decode(new Chain(-1, evidence), new AdaptiveRows(PolicyRuns.STEEP, false), 0);
      assertThat(outcome.rowsPerStep()).as("evidence %d", evidence).isLessThan(1.5);
      assertThat(outcome.tokens()).isEqualTo(runs.plain());
    }
  }

  @Test
  void rowsThatAreAllAcceptedAreSpentWhereTheyAreCheap() {
    PolicyRuns.Outcome plain = runs.decode(new NoDrafter(), RowPolicy.FULL, 0);
    Drafter perfect = new Oracle(plain.tokens());
    PolicyRuns.Outcome cheap = runs.decode(perfect, new AdaptiveRows(PolicyRuns.FLAT, true), 0);
    assertThat(cheap.tokens()).isEqualTo(plain.tokens());
    assertThat(cheap.rowsPerStep()).isGreaterThan(6);
  }

  @Test
  void whatADraftDrawsDoesNotDependOnWhatRowsCost() {
    PolicyRuns.Outcome cheap =
        runs.decode(runs.drawing(), new AdaptiveRows(PolicyRuns.FLAT, true), 1);
    PolicyRuns.Outcome dear =
        runs.decode(runs.drawing(), new AdaptiveRows(PolicyRuns.STEEP, true), 1);
    PolicyRuns.Outcome full = runs.decode(runs.drawing(), RowPolicy.FULL, 1);
    assertThat(cheap.tokens()).isEqualTo(full.tokens());
    assertThat(dear.tokens()).isEqualTo(full.tokens());
    assertThat(dear.rowsPerStep()).isEqualTo(full.rowsPerStep());
  }
}
