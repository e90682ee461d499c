package dev.trefoil.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenCountsTest {
  private static final EncodedConversation CONVERSATION =
      new EncodedConversation(
          new int[] {0, 4, 3, 3, 0, 2, 4, 5},
          new boolean[] {false, true, true, true, false, true, true, false});

  @Test
  void onlyMarkedTokensCount() {
    TokenCounts counts = new TokenCounts(6);
    counts.add(CONVERSATION);
    assertThat(counts.total()).isEqualTo(5);
    assertThat(counts.different()).isEqualTo(3);
    assertThat(counts.of(0)).isZero();
    assertThat(counts.of(3)).isEqualTo(2);
  }

  @Test
  void tiesGoByIdOrByWhoWasFirst() {
    TokenCounts counts = new TokenCounts(6);
    counts.add(CONVERSATION);
    assertThat(counts.ranked()).containsExactly(3, 4, 2, 0, 1, 5);
    assertThat(counts.rankedByFirst()).containsExactly(4, 3, 2, 0, 1, 5);
  }

  @Test
  void aTokenThatTheModelDoesNotHaveIsRefused() {
    TokenCounts counts = new TokenCounts(3);
    assertThatThrownBy(() -> counts.add(CONVERSATION)).hasMessageContaining("token 4 occurs");
  }
}
