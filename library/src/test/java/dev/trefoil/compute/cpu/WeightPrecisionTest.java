package dev.trefoil.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.Weight;
import dev.trefoil.compute.WeightScope;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A weight of another precision than its backend's gives the bits that a backend of that precision
/// gives.
class WeightPrecisionTest {
  private static final int IN = 96;
  private static final int OUT = 130;

  @ParameterizedTest
  @CsvSource({"F32,BF16", "F32,INT8", "BF16,F32", "BF16,INT8", "INT8,F32", "INT8,BF16"})
  void productsAreThoseOfABackendOfThePrecisionOfTheWeight(Precision target, Precision draft) {
    for (int rows : new int[] {1, 2, 5, 67}) {
      float[] expected = product(draft, draft, rows);
      assertThat(product(target, draft, rows)).as("%d rows", rows).isEqualTo(expected);
      assertThat(product(target, target, rows)).as("the scope is over").isNotEqualTo(expected);
    }
  }

  private static float[] product(Precision backendPrecision, Precision weightPrecision, int rows) {
    SplittableRandom random = new SplittableRandom(rows);
    try (Backend backend = CpuBackend.open(backendPrecision, 2)) {
      Weight weight;
      try (WeightScope _ = backend.weightsIn(weightPrecision)) {
        weight =
            backend.linearWeight(
                List.of(new NamedTensor("w", tensor(random, OUT, IN))),
                List.of(new NamedTensor("b", tensor(random, OUT))));
      }
      backend.linearWeight(List.of(new NamedTensor("other", tensor(random, OUT, IN))), List.of());
      backend.beginStep();
      Matrix x = backend.upload(values(random, rows * IN), rows, IN);
      Matrix y = backend.linear(x, weight);
      float[] all = new float[rows * OUT];
      float[] row = new float[OUT];
      for (int i = 0; i < rows; i++) {
        backend.read(y, i, row);
        System.arraycopy(row, 0, all, i * OUT, OUT);
      }
      return all;
    }
  }

  private static HostTensor tensor(SplittableRandom random, long... shape) {
    return HostTensor.of(values(random, (int) HostTensor.elements(shape)), shape);
  }

  private static float[] values(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
