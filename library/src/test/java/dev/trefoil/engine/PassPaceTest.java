package dev.trefoil.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PassPaceTest {
  private static final double COST = 2; // milliseconds
  private static final long MILLISECOND = 1_000_000;

  private final PassPace pace = new PassPace();

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(pace.excess()).isEqualTo(1);
    assertThat(pace.inCosts(MILLISECOND)).isZero();
  }

  @Test
  void passesAfterDraftingAreComparedWithPlainOnes() {
    for (int step = 0; step < 300; step++) {
      pace.learnDrafted(9 * MILLISECOND, COST);
    }
    assertThat(pace.excess()).as("no plain pass was seen").isEqualTo(1);
    for (int step = 0; step < 30; step++) {
      pace.learnPlain(6 * MILLISECOND, COST);
    }
    assertThat(pace.excess()).isCloseTo(1.5, within(1e-6));
    assertThat(pace.inCosts(6 * MILLISECOND)).isCloseTo(2, within(1e-6));
  }

  @Test
  void oneThatIsNotSlowerIsNoGain() {
    pace.learnDrafted(2 * MILLISECOND, COST);
    pace.learnPlain(3 * MILLISECOND, COST);
    assertThat(pace.excess()).isEqualTo(1);
  }

  @Test
  void aMachineThatSlowsDownMovesBoth() {
    for (int step = 0; step < 300; step++) {
      long slow = step < 100 ? 1 : 2;
      pace.learnPlain(slow * 4 * MILLISECOND, COST);
      pace.learnDrafted(slow * 5 * MILLISECOND, COST);
    }
    assertThat(pace.excess()).isCloseTo(1.25, within(0.01));
  }

  @Test
  void aPauseOfTheMachineCountsForLittle() {
    pace.learnPlain(4 * MILLISECOND, COST);
    pace.learnDrafted(5 * MILLISECOND, COST);
    pace.learnDrafted(5000 * MILLISECOND, COST);
    assertThat(pace.excess()).isLessThan(1.3);
  }
}
