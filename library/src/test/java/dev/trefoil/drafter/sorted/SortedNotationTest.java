package dev.trefoil.drafter.sorted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedNotationTest {
  @Test
  void presetsAreRead() {
    assertThat(SortedConfig.parse("tree")).isEqualTo(SortedConfig.DEFAULT);
    assertThat(SortedConfig.parse("published")).isEqualTo(SortedConfig.PUBLISHED);
    assertThat(SortedConfig.parse("tree:60/4/10,max")).isEqualTo(SortedConfig.PUBLISHED);
    assertThat(SortedConfig.parse("adaptive-chain,max")).isEqualTo(SortedConfig.PUBLISHED_CHAIN);
    assertThat(SortedConfig.parse("chain")).isEqualTo(SortedConfig.CHAIN);
    assertThat(SortedConfig.parse("drawn-chain")).isEqualTo(SortedConfig.DRAWN_CHAIN);
    assertThat(SortedConfig.parse("tree,node")).isEqualTo(SortedConfig.PER_NODE);
  }

  @Test
  void gatesHaveThresholdsOrOneExit() {
    assertThat(SortedConfig.parse("chain,mean:0.75/.7").gate())
        .isEqualTo(new ExitGate.Confidence(ExitRule.MEAN, List.of(0.75, 0.7)));
    assertThat(SortedConfig.parse("tree,6").gate()).isEqualTo(new ExitGate.Fixed(6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "oak",
        "tree:",
        "tree:1/2",
        "tree:1.5/2/3",
        "chain:3",
        "tree,",
        "tree,reach:x",
        "tree,reach,max",
        "tree,-1",
        "tree:0/0/0",
        "tree,max:"
      })
  void anythingElseIsRefused(String notation) {
    assertThatThrownBy(() -> SortedConfig.parse(notation))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
