package dev.trefoil.decoding.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeterministicExpTest {
  private static final int POINTS = 400_000;

  @Test
  void isWithinTwoUnitsOfTheLastPlaceAndNeverFallsBack() {
    double before = 0;
    double worst = 0;
    for (int i = 1; i <= POINTS; i++) {
      double x = -708 + 708.0 * i / POINTS;
      double mine = DeterministicExp.of(x);
      double exact = StrictMath.exp(x);
      worst = Math.max(worst, Math.abs(mine - exact) / Math.ulp(exact));
      assertThat(mine).as("at %s", x).isGreaterThanOrEqualTo(before);
      before = mine;
    }
    assertThat(worst).isLessThanOrEqualTo(2);
  }

  @Test
  void isAccurateNearZero() {
    for (int exponent = -60; exponent < 3; exponent++) {
      for (double mantissa = 1; mantissa < 2; mantissa += 0.001) {
        double x = -Math.scalb(mantissa, exponent);
        double exact = StrictMath.exp(x);
        assertThat(Math.abs(DeterministicExp.of(x) - exact))
            .isLessThanOrEqualTo(2 * Math.ulp(exact));
      }
    }
    assertThat(DeterministicExp.of(0)).isEqualTo(1);
    assertThat(DeterministicExp.of(-0.0)).isEqualTo(1);
  }

  @Test
  void vanishesInsteadOfUnderflowing() {
    assertThat(DeterministicExp.of(Math.nextUp(-708))).isGreaterThan(0);
    assertThat(DeterministicExp.of(-708)).isZero();
    assertThat(DeterministicExp.of(-1e300)).isZero();
    assertThat(DeterministicExp.of(Double.NEGATIVE_INFINITY)).isZero();
  }
}
