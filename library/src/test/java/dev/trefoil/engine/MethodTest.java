package dev.trefoil.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MethodTest {
  @Test
  void aMistypedNameIsAnsweredWithTheNearest() {
    assertThatThrownBy(() -> Method.parse("lookahaed"))
        .hasMessageContaining("did you mean 'lookahead'?");
    assertThatThrownBy(() -> Method.parse("recyclng"))
        .hasMessageContaining("did you mean 'recycling'?")
        .hasMessageContaining("vanilla, pld");
  }

  @Test
  void allAreThoseThatHaveWhatTheyNeed() {
    assertThat(Method.parseList("all", MethodOptions.NONE))
        .startsWith(Method.VANILLA)
        .contains(Method.PLD)
        .doesNotContain(Method.SPS, Method.REST);
    assertThat(Method.SPS.missing(MethodOptions.NONE).orElseThrow()).contains("--draft");
    assertThat(Method.REST.missing(MethodOptions.NONE).orElseThrow()).contains("--datastore");
  }

  @Test
  void theBaselineComesFirstAndNoneTwice() {
    assertThat(Method.parseList("sam, pld,sam", MethodOptions.NONE))
        .containsExactly(Method.VANILLA, Method.SAM, Method.PLD);
  }

  @Test
  void budgetsAreReadAndRefused() {
    assertThat(RowBudget.parse("auto")).isEqualTo(new RowBudget.Auto());
    assertThat(RowBudget.parse("12")).isEqualTo(new RowBudget.Fixed(12));
    assertThatThrownBy(() -> RowBudget.parse("much")).hasMessageContaining("auto, paper, or");
    assertThatThrownBy(() -> RowBudget.parse("0")).hasMessageContaining("1 to 4096");
  }
}
