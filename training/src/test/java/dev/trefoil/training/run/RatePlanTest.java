package dev.trefoil.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RatePlanTest {
  private final RatePlan plan = RatePlan.of(1e-3, 1e-4, RateShape.COSINE, 10, 110, 0);

  @Test
  void theRateWarmsUpThenFollowsACosineToItsFloor() {
    assertThat(plan.rate(0, 0)).isCloseTo(1e-4, within(1e-12));
    assertThat(plan.rate(9, 0)).isCloseTo(1e-3, within(1e-12));
    assertThat(plan.rate(10, 0)).isCloseTo(1e-3, within(1e-12));
    assertThat(plan.rate(60, 0)).isCloseTo(5.5e-4, within(1e-12));
    assertThat(plan.rate(110, 0)).isCloseTo(1e-4, within(1e-12));
    assertThat(plan.finished(109, 1e9)).isFalse();
    assertThat(plan.finished(110, 0)).isTrue();
  }

  @Test
  void timeBendsTheCosineWhenItIsNearerThanSteps() {
    RatePlan timed = RatePlan.of(1e-3, 1e-4, RateShape.COSINE, 10, 1_000_000, 600);
    assertThat(timed.rate(500, 300)).isCloseTo(5.5e-4, within(1e-6));
    assertThat(timed.rate(500, 600)).isCloseTo(1e-4, within(1e-9));
    assertThat(timed.finished(500, 599)).isFalse();
    assertThat(timed.finished(500, 600)).isTrue();
  }

  @Test
  void anotherEndGoesOnFromThePresentRate() {
    RatePlan longer = plan.replanned(60, 0, 1000, 0, 2e-5);
    assertThat(longer.rate(60, 0)).isCloseTo(plan.rate(60, 0), within(1e-12));
    assertThat(longer.rate(1000, 0)).isCloseTo(2e-5, within(1e-12));
    RatePlan shorter = plan.replanned(60, 0, 70, 0, 1e-4);
    assertThat(shorter.rate(65, 0)).isBetween(1e-4, 5.5e-4);
    assertThat(shorter.finished(70, 0)).isTrue();
  }

  @Test
  void duringTheWarmUpOnlyTheEndMoves() {
    RatePlan moved = plan.replanned(5, 0, 500, 0, 1e-4);
    assertThat(moved.rate(5, 0)).isEqualTo(plan.rate(5, 0));
    assertThat(moved.rate(10, 0)).isCloseTo(1e-3, within(1e-12));
  }

  @Test
  void impossibleRatesAreRefused() {
    assertThatThrownBy(() -> RatePlan.of(0, 0, RateShape.COSINE, 1, 10, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RatePlan.of(1e-4, 1e-3, RateShape.COSINE, 1, 10, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLineFallsEvenlyAndAConstantStays() {
    RatePlan line = RatePlan.of(1e-3, 0, RateShape.LINEAR, 10, 110, 0);
    assertThat(line.rate(60, 0)).isCloseTo(5e-4, within(1e-12));
    assertThat(line.rate(110, 0)).isZero();
    RatePlan constant = RatePlan.of(1e-3, 0, RateShape.CONSTANT, 10, 110, 0);
    assertThat(constant.rate(4, 0)).isCloseTo(5e-4, within(1e-12));
    assertThat(constant.rate(109, 0)).isEqualTo(1e-3);
  }

  @Test
  void aWarmUpTakesATenthOfTheTimeAtMost() {
    RatePlan timed = RatePlan.of(1e-3, 0, RateShape.LINEAR, 2000, 1_000_000, 600);
    assertThat(timed.rate(3, 30)).isCloseTo(5e-4, within(1e-12));
    assertThat(timed.rate(10, 60)).isCloseTo(9e-4, within(1e-12)); // warm, a tenth is over
  }
}
