package dev.trefoil.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Precision;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private final TorchBackend backend = TorchBackend.open(TorchDevice.CPU, Precision.F32, true);

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void theMeanStaysAndTheSeedDecides() {
    float[] ones = new float[20_000];
    Arrays.fill(ones, 1);
    Matrix x = backend.upload(ones, 2, 10_000);
    float[][] row = new float[3][10_000];
    for (int i = 0; i < 3; i++) {
      TorchSettings.seed(i == 2 ? 8 : 7);
      backend.read(backend.dropout(x, 0.2), 0, row[i]);
    }
    assertThat(row[0]).containsExactly(row[1]).isNotEqualTo(row[2]).containsOnly(0, 1.25f);
    double mean = 0;
    for (float value : row[0]) {
      mean += value / row[0].length;
    }
    assertThat(mean).isCloseTo(1, within(0.02)); // four standard deviations
    backend.read(x, 0, row[1]);
    assertThat(row[1]).containsOnly(1);
    assertThatThrownBy(() -> backend.dropout(x, 1)).hasMessageContaining("below 1");
  }
}
