package dev.trefoil.drafter.sorted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExitCalibrationTest {
  private static final int VOCABULARY = 20;
  private static final int POSITIONS = 4000;

  private final SplittableRandom random = new SplittableRandom(3);
  private final float[][] logits = new float[POSITIONS][VOCABULARY];
  private final int[] chosen = new int[POSITIONS];

  /// Choices of a target whose logits are those of the exit divided by `temperature`.
  private void record(double temperature) {
    for (int position = 0; position < POSITIONS; position++) {
      for (int token = 0; token < VOCABULARY; token++) {
        logits[position][token] = (float) (2 * random.nextGaussian() + 5);
      }
      chosen[position] = draw(logits[position], temperature);
    }
  }

  private int draw(float[] row, double temperature) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int token = 0; token < row.length; token++) {
      double gumbel = row[token] / temperature - Math.log(-Math.log(random.nextDouble(1e-12, 1)));
      if (gumbel > most) {
        most = gumbel;
        best = token;
      }
    }
    return best;
  }

  private double likelihood(double temperature) {
    double sum = 0;
    for (int position = 0; position < POSITIONS; position++) {
      double weights = 0;
      for (float logit : logits[position]) {
        weights += Math.exp(logit / temperature);
      }
      sum += logits[position][chosen[position]] / temperature - Math.log(weights);
    }
    return sum;
  }

  @Test
  void theTemperatureAtWhichTheTargetChoseIsFound() {
    for (double temperature : new double[] {0.5, 1, 1.8, 4}) {
      record(temperature);
      double found = ExitCalibration.temperature(logits, chosen);
      assertThat(found).isCloseTo(temperature, within(0.06 * temperature));
      for (double other : new double[] {0.9, 0.99, 0.999, 1.001, 1.01, 1.1}) {
        assertThat(likelihood(found)).isGreaterThan(likelihood(other * found));
      }
    }
  }

  @Test
  void exitsThatAreAlwaysRightOrNeverEndAtTheBounds() {
    for (int position = 0; position < POSITIONS; position++) {
      logits[position][3] = 1;
      chosen[position] = 3;
    }
    assertThat(ExitCalibration.temperature(logits, chosen))
        .isCloseTo(ExitCalibration.LEAST, within(1e-4));
    Arrays.fill(chosen, 4);
    assertThat(ExitCalibration.temperature(logits, chosen))
        .isCloseTo(ExitCalibration.MOST, within(1e-2));
  }

  @Test
  void whatCannotBeFittedIsRefused() {
    assertThatThrownBy(() -> ExitCalibration.temperature(new float[0][0], new int[0]))
        .hasMessageContaining("0 positions");
    assertThatThrownBy(() -> ExitCalibration.temperature(new float[2][3], new int[1]))
        .hasMessageContaining("1 choices");
    assertThatThrownBy(() -> ExitCalibration.temperature(new float[1][3], new int[] {3}))
        .hasMessageContaining("token 3")
        .hasMessageContaining("0 to 2");
    float[][] broken = {{0, Float.NaN}};
    assertThatThrownBy(() -> ExitCalibration.temperature(broken, new int[1]))
        .hasMessageContaining("NaN");
  }
}
