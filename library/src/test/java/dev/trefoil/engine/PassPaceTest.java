package dev.trefoil.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PassPaceTest {
  private static final double COST = 2; // milliseconds
  private static final long MILLISECOND = 1_000_000;

  private final PassPace pace = new PassPace();

  private void plain(int passes, double milliseconds) {
    for (int i = 0; i < passes; i++) {
      pace.learnPlain((long) (milliseconds * MILLISECOND), COST);
    }
  }

  private void drafted(int passes, double milliseconds) {
    for (int i = 0; i < passes; i++) {
      pace.learnDrafted((long) (milliseconds * MILLISECOND), COST);
    }
  }

  @Test
  void passesOfOneKindTellNothing() {
    assertThat(pace.excess()).isEqualTo(1);
    drafted(300, 9);
    assertThat(pace.excess()).isEqualTo(1);
    plain(1, 3);
    drafted(300, 9);
    assertThat(pace.excess()).as("one plain pass is too few").isEqualTo(1);
  }

  @Test
  void passesAfterDraftingAreComparedWithThePlainOnesNextToThem() {
    for (int round = 0; round < 20; round++) {
      double machine = 1 + round % 3; // its speed drifts from round to round
      drafted(50, 9 * machine);
      plain(2, 6 * machine);
    }
    assertThat(pace.excess()).isCloseTo(1.5, within(0.2));
    for (int round = 0; round < 20; round++) {
      drafted(50, 9);
      plain(2, 6);
    }
    assertThat(pace.excess()).isCloseTo(1.5, within(0.01));
  }

  @Test
  void oneThatIsNotSlowerIsNoGain() {
    for (int round = 0; round < 9; round++) {
      drafted(4, 2);
      plain(2, 3);
    }
    assertThat(pace.excess()).isEqualTo(1);
  }

  @Test
  void aPauseOfTheMachineCountsForLittle() {
    for (int round = 0; round < 20; round++) {
      drafted(9, 5);
      plain(3, 4);
    }
    drafted(1, 5);
    drafted(1, 5000);
    drafted(9, 5);
    plain(3, 4);
    assertThat(pace.excess()).isBetween(1.2, 1.4);
  }
}
