package dev.trefoil.bench.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ChiSquareTest {
  @Test
  void tailsAreThoseOfTheTables() {
    assertThat(ChiSquare.upperTail(3.841458820694124, 1)).isCloseTo(0.05, within(1e-12));
    assertThat(ChiSquare.upperTail(18.307038053275146, 10)).isCloseTo(0.05, within(1e-12));
    assertThat(ChiSquare.upperTail(2, 2)).isCloseTo(Math.exp(-1), within(1e-14));
    assertThat(ChiSquare.upperTail(60, 2)).isCloseTo(Math.exp(-30), within(1e-26));
    assertThat(ChiSquare.upperTail(124.34211340400407, 100)).isCloseTo(0.05, within(1e-10));
    assertThat(ChiSquare.upperTail(0, 3)).isEqualTo(1);
  }

  @Test
  void rareCellsAreCountedTogether() {
    ChiSquare test =
        ChiSquare.of(new long[] {50, 46, 1, 3, 0}, new double[] {0.5, 0.44, 0.03, 0.03, 0});
    assertThat(test.cells()).isEqualTo(3);
    assertThat(test.statistic()).isCloseTo(4.0 / 44 + 4.0 / 6, within(1e-12));
    assertThat(test.impossible()).isZero();
  }

  @Test
  void whatCannotBeFailsAtOnce() {
    ChiSquare test = ChiSquare.of(new long[] {499, 500, 1}, new double[] {0.5, 0.5, 0});
    assertThat(test.impossible()).isEqualTo(1);
    assertThat(test.pValue()).isZero();
  }
}
