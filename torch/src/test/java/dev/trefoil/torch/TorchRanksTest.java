package dev.trefoil.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Precision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TorchRanksTest {
  private final TorchBackend backend = TorchBackend.open(TorchDevice.CPU, Precision.F32, false);

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void theLargestComesFirstAndTheLowerColumnOnATie() {
    Matrix x = backend.upload(new float[] {1, 3, 2, 5, 5, 5, 0, Float.NaN, 1, 4, 4, 4}, 4, 3);
    int[] ranks = new int[4];
    backend.ranks(x, new int[] {2, 1, 0, -1}, ranks);
    assertThat(ranks).containsExactly(1, 1, -1, -1);
    backend.ranks(x, new int[] {1, 2, -1, 0}, ranks);
    assertThat(ranks).containsExactly(0, 2, -1, 0);
  }

  @Test
  void aColumnThatIsNotThereIsRefused() {
    Matrix x = backend.upload(new float[6], 2, 3);
    assertThatThrownBy(() -> backend.ranks(x, new int[] {0, 3}, new int[2]))
        .hasMessageContaining("column 3 at row 1")
        .hasMessageContaining("0 to 2");
  }
}
