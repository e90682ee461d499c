package dev.trefoil.drafter.lookahead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.model.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookaheadDrafterTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    return new LookaheadDrafter(LookaheadConfig.DEFAULT, 10);
  }

  @Override
  protected TreeBudget budget() {
    return LookaheadConfig.DEFAULT.budget();
  }

  @Test
  void theBudgetIsWhatThePublishedSizesTake() {
    assertThat(LookaheadConfig.DEFAULT.budget()).isEqualTo(new TreeBudget(29, 4, 27));
    assertThat(new LookaheadConfig(5, 7, 7, false).budget()).isEqualTo(new TreeBudget(22, 3, 27));
  }

  @ParameterizedTest(name = "N = {0}, {1} rows")
  @CsvSource({"5, 27, 7", "5, 26, 6", "5, 8, 2", "5, 5, 1", "5, 4, 0", "3, 1, 1", "9, 19, 1"})
  void theWindowShrinksToTheRowsThereAre(int ngram, int rows, int window) {
    assertThat(new LookaheadConfig(ngram, 7, 7, true).windowWithin(rows)).isEqualTo(window);
  }

  @Test
  void sizesThatMakeNoNgramAreRefused() {
    assertThatThrownBy(() -> new LookaheadConfig(2, 7, 7, true)).hasMessageContaining("at least 3");
    assertThatThrownBy(() -> new LookaheadConfig(5, 0, 7, true))
        .hasMessageContaining("window of 0");
    assertThatThrownBy(() -> new LookaheadConfig(5, 7, 0, true)).hasMessageContaining("0 guesses");
  }
}
