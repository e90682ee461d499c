package dev.trefoil.drafter.sorted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ChainLengthTest {
  private final ChainLength.Adaptive adaptive = ChainLength.Adaptive.PUBLISHED;

  @Test
  void aChainAcceptedWholeMakesTheNextTwoLongerAnyOtherOneShorter() {
    assertThat(adaptive.next(5, 5, 5)).isEqualTo(7);
    assertThat(adaptive.next(5, 5, 4)).isEqualTo(4);
    assertThat(adaptive.next(1, 1, 0)).isEqualTo(1);
    assertThat(adaptive.next(19, 19, 19)).isEqualTo(20);
    assertThat(adaptive.next(5, 0, 0)).isEqualTo(5);
  }

  @Test
  void lengthsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new ChainLength.Adaptive(0, 3)).hasMessageContaining("0 tokens");
    assertThatThrownBy(() -> new ChainLength.Confident(1, 3)).hasMessageContaining("1.0");
    assertThatThrownBy(() -> new ChainLength.Confident(0.5, 0)).hasMessageContaining("at most 0");
    assertThatThrownBy(() -> new DraftShape.Tree(1, 2, 3)).hasMessageContaining("1 nodes");
  }
}
