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
    SuffixAutomatonConfig careful = new SuffixAutomatonConfig(10, 0.5, 3, ShortContinuation.CLIMB);
    assertThat(careful.draftTokens(2)).isZero();
    assertThat(careful.draftTokens(3)).isEqualTo(1);
  }

  @Test
  void aRepetitionGoesOnBeyondTheEndOfTheText() {
    // 8 9 stood before; only 5 8 9 is known after it, and five tokens are wanted
    int[] prompt = {7, 8, 9, 5, 8, 9};
    SuffixAutomatonConfig config = new SuffixAutomatonConfig(39, 2.5, 1, ShortContinuation.REPEAT);
    assertThat(firstProposal(new SuffixAutomatonDrafter(config), prompt))
        .containsExactly(5, 8, 9, 5, 8);
  }

  @Test
  void thePublishedDraftClimbsToAShorterSuffixThatHasMoreAfterIt() {
    // the longest match, 8 9, leaves three tokens; 9 alone stood further left
    int[] prompt = {9, 1, 2, 8, 9, 5, 8, 9};
    SuffixAutomatonConfig config = new SuffixAutomatonConfig(39, 2.5, 1, ShortContinuation.CLIMB);
    assertThat(firstProposal(new SuffixAutomatonDrafter(config), prompt))
        .containsExactly(1, 2, 8, 9, 5);
  }

  @Test
  void sizesThatProposeNothingAreRefused() {
    assertThatThrownBy(() -> new SuffixAutomatonConfig(0, 4, 1, ShortContinuation.CLIMB))
        .hasMessageContaining("0 draft");
    assertThatThrownBy(() -> new SuffixAutomatonConfig(39, 4, 0, ShortContinuation.CLIMB))
        .hasMessageContaining("least 0");
    assertThatThrownBy(() -> new SuffixAutomatonConfig(39, Double.NaN, 1, ShortContinuation.CLIMB))
        .hasMessageContaining("NaN");
  }
}
