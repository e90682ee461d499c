package dev.trefoil.drafter.suffixautomaton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.model.Target;
import org.junit.jupiter.api.Test;

class SuffixAutomatonDrafterTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    return new SuffixAutomatonDrafter(SuffixAutomatonConfig.DEFAULT);
  }

  @Override
  protected TreeBudget budget() {
    int draftTokens = SuffixAutomatonConfig.DEFAULT.maxDraftTokens();
    return new TreeBudget(1 + draftTokens, draftTokens);
  }

  @Test
  void theLengthOfAProposalFollowsTheLengthOfTheMatch() {
    SuffixAutomatonConfig published = SuffixAutomatonConfig.DEFAULT;
    assertThat(published.draftTokens(0)).isZero();
    assertThat(published.draftTokens(1)).isEqualTo(4);
    assertThat(published.draftTokens(9)).isEqualTo(36);
    assertThat(published.draftTokens(10)).isEqualTo(39);
    assertThat(published.draftTokens(Integer.MAX_VALUE)).isEqualTo(39);
    SuffixAutomatonConfig careful = new SuffixAutomatonConfig(10, 0.5, 3);
    assertThat(careful.draftTokens(2)).isZero();
    assertThat(careful.draftTokens(3)).isEqualTo(1);
  }

  @Test
  void sizesThatProposeNothingAreRefused() {
    assertThatThrownBy(() -> new SuffixAutomatonConfig(0, 4, 1)).hasMessageContaining("0 draft");
    assertThatThrownBy(() -> new SuffixAutomatonConfig(39, 4, 0)).hasMessageContaining("least 0");
    assertThatThrownBy(() -> new SuffixAutomatonConfig(39, Double.NaN, 1))
        .hasMessageContaining("NaN");
  }
}
