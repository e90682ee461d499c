package dev.trefoil.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GainEstimateTest {
  private static int index(int size) {
    return java.util.Arrays.binarySearch(GainEstimate.SIZES, size);
  }

  @Test
  void itLearnsWhatEachSizeIsWorth() {
    GainEstimate estimate = new GainEstimate(0.6);
    for (int i = 0; i < 200; i++) {
      estimate.learn(8, size -> Math.min(size - 1, 3)); // the first three nodes stand
    }
    assertThat(estimate.gain(index(2))).isCloseTo(1, within(0.01));
    assertThat(estimate.gain(index(4))).isCloseTo(3, within(0.01));
    assertThat(estimate.gain(index(8))).isCloseTo(3, within(0.01));
  }

  @Test
  void sizesThatWereNotTriedMoveWithTheLargestThatWas() {
    GainEstimate estimate = new GainEstimate(0.6);
    double before = estimate.gain(index(32)) - estimate.gain(index(4));
    for (int i = 0; i < 50; i++) {
      estimate.learn(4, size -> size - 1);
    }
    assertThat(estimate.gain(index(32)) - estimate.gain(index(4))).isCloseTo(before, within(1e-6));
  }

  @Test
  void largerIsNeverWorthLess() {
    GainEstimate estimate = new GainEstimate(0.6);
    for (int i = 0; i < 100; i++) {
      estimate.learn(3, _ -> 0);
    }
    for (int i = 1; i < GainEstimate.SIZES.length; i++) {
      assertThat(estimate.gain(i)).isGreaterThanOrEqualTo(estimate.gain(i - 1));
    }
  }

  @Test
  void pausesGrowWhileNothingStandsAndEndWhenSomethingDoes() {
    GainEstimate estimate = new GainEstimate(0.6);
    int first = pause(estimate);
    for (int i = 0; i < 3; i++) {
      estimate.learn(4, _ -> 0);
    }
    int later = pause(estimate);
    assertThat(later).isGreaterThan(2 * first);
    estimate.learn(4, size -> 1);
    assertThat(pause(estimate)).isEqualTo(first);
  }

  @Test
  void anotherTextIsLookedAtSoon() {
    GainEstimate estimate = new GainEstimate(0.6);
    for (int i = 0; i < 9; i++) {
      estimate.learn(4, _ -> 0);
    }
    assertThat(pause(new GainEstimate(estimate))).isLessThan(20);
    assertThat(pause(estimate)).isGreaterThan(200);
  }

  private static int pause(GainEstimate estimate) {
    int steps = 1;
    while (!estimate.timeToLookAgain()) {
      steps++;
    }
    return steps;
  }
}
