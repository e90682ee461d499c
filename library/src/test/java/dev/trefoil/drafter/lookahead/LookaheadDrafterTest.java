package dev.trefoil.drafter.lookahead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.model.Target;
import org.junit.jupiter.api.Test;

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
    // four or five of eight levels are the most rows of a window of one
    assertThat(new LookaheadConfig(9, 1, 1, true).budget()).isEqualTo(new TreeBudget(9, 8, 19));
  }

  @Test
  void sizesThatMakeNoNgramAreRefused() {
    assertThatThrownBy(() -> new LookaheadConfig(2, 7, 7, true)).hasMessageContaining("at least 3");
    assertThatThrownBy(() -> new LookaheadConfig(5, 0, 7, true))
        .hasMessageContaining("window of 0");
    assertThatThrownBy(() -> new LookaheadConfig(5, 7, 0, true)).hasMessageContaining("0 guesses");
  }
}
