package dev.trefoil.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Precision;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Updates against a plain-loop AdamW in f64.
class AdamWTest {
  private static final AdamWSettings SETTINGS =
      new AdamWSettings(0.9, 0.95, 1e-8, 0.1, false, Double.POSITIVE_INFINITY);
  private static final int ROWS = 3;
  private static final int COLUMNS = 4;

  private final Random random = new Random(4);
  private final TorchBackend backend = TorchBackend.open(TorchDevice.CPU, Precision.F32, true);

  @AfterEach
  void close() {
    backend.close();
  }

  private float[] normal(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private void makeParameters() {
    backend.tableWeight(
        new NamedTensor("matrix", HostTensor.of(normal(ROWS * COLUMNS), ROWS, COLUMNS)));
    backend.gainWeight(new NamedTensor("vector", HostTensor.of(normal(COLUMNS), COLUMNS)));
  }

  private void setGradients(float[] matrix, float[] vector) {
    Map<String, HostTensor> gradients =
        Map.of(
            "matrix",
            HostTensor.of(matrix, ROWS, COLUMNS),
            "vector",
            HostTensor.of(vector, COLUMNS));
    backend.parameters().forEach(p -> p.importGradients(TinyModels.source(gradients)));
  }

  private float[] values(String name) {
    return Objects.requireNonNull(backend.exportTensors(DataType.F32).get(name)).toFloats();
  }

  /// The textbook loop.
  private static final class Reference {
    final double[] values;
    final double[] first;
    final double[] second;
    int steps;

    Reference(float[] start) {
      values = new double[start.length];
      first = new double[start.length];
      second = new double[start.length];
      for (int i = 0; i < start.length; i++) {
        values[i] = start[i];
      }
    }

    void step(float[] gradient, double rate, double decay, double clip) {
      steps++;
      for (int i = 0; i < values.length; i++) {
        double g = Math.clamp(gradient[i], -clip, clip);
        values[i] -= rate * decay * values[i];
        first[i] = SETTINGS.beta1() * first[i] + (1 - SETTINGS.beta1()) * g;
        second[i] = SETTINGS.beta2() * second[i] + (1 - SETTINGS.beta2()) * g * g;
        double mean = first[i] / (1 - Math.pow(SETTINGS.beta1(), steps));
        double square = second[i] / (1 - Math.pow(SETTINGS.beta2(), steps));
        values[i] -= rate * mean / (Math.sqrt(square) + SETTINGS.epsilon());
      }
    }

    void assertEquals(float[] actual) {
      for (int i = 0; i < values.length; i++) {
        assertThat((double) actual[i]).isCloseTo(values[i], within(2e-6));
      }
    }
  }

  private void compare(AdamWSettings settings, double vectorDecay) {
    makeParameters();
    Reference matrix = new Reference(values("matrix"));
    Reference vector = new Reference(values("vector"));
    try (AdamW optimiser = new AdamW(backend.parameters(), settings)) {
      for (int step = 0; step < 5; step++) {
        float[] matrixGradient = normal(ROWS * COLUMNS);
        float[] vectorGradient = normal(COLUMNS);
        double rate = 0.01 * (step + 1);
        setGradients(matrixGradient, vectorGradient);
        assertThat(optimiser.step(rate)).isTrue();
        matrix.step(matrixGradient, rate, 0.1, settings.clipValue());
        vector.step(vectorGradient, rate, vectorDecay, settings.clipValue());
      }
      assertThat(optimiser.steps()).isEqualTo(5);
    }
    matrix.assertEquals(values("matrix"));
    vector.assertEquals(values("vector"));
  }

  @Test
  void fiveUpdatesEqualTheTextbookLoopAndVectorsDoNotDecay() {
    compare(SETTINGS, 0);
  }

  @Test
  void vectorsDecayAndEntriesAreClippedWhenAskedFor() {
    compare(new AdamWSettings(0.9, 0.95, 1e-8, 0.1, true, 0.5), 0.1);
  }

  @Test
  void aCommonNormIsReportedAndClipped() {
    makeParameters();
    float[] matrix = new float[ROWS * COLUMNS];
    float[] vector = new float[COLUMNS];
    matrix[5] = 3;
    vector[1] = -4;
    setGradients(matrix, vector);
    try (AdamW optimiser = new AdamW(backend.parameters(), SETTINGS)) {
      assertThat(optimiser.clipGradientNorm(10)).isCloseTo(5, within(1e-6));
      assertThat(gradient("vector")[1]).isEqualTo(-4);
      assertThat(optimiser.clipGradientNorm(1)).isCloseTo(5, within(1e-6));
      assertThat(gradient("matrix")[5]).isCloseTo(0.6f, within(1e-5f));
      assertThat(gradient("vector")[1]).isCloseTo(-0.8f, within(1e-5f));
    }
  }

  private float[] gradient(String name) {
    return Objects.requireNonNull(backend.exportGradients().get(name)).toFloats();
  }

  @Test
  void aNotFiniteGradientSkipsTheStepAndChangesNothing() {
    makeParameters();
    float[] before = values("matrix");
    float[] vector = new float[COLUMNS];
    vector[2] = Float.NaN;
    setGradients(normal(ROWS * COLUMNS), vector);
    try (AdamW optimiser = new AdamW(backend.parameters(), SETTINGS)) {
      assertThat(optimiser.clipGradientNorm(1)).isNaN();
      assertThat(optimiser.step(0.1)).isFalse();
      assertThat(optimiser.skipped()).isEqualTo(1);
      assertThat(optimiser.steps()).isZero();
      assertThat(values("matrix")).isEqualTo(before);
      optimiser.clearGradients();
      setGradients(normal(ROWS * COLUMNS), normal(COLUMNS));
      assertThat(optimiser.step(0.1)).isTrue();
    }
  }

  @Test
  void frozenParametersDoNotMove() {
    makeParameters();
    backend.parameters().getFirst().freeze();
    float[] before = values("matrix");
    setGradients(normal(ROWS * COLUMNS), normal(COLUMNS));
    try (AdamW optimiser = new AdamW(backend.parameters(), SETTINGS)) {
      assertThat(optimiser.step(0.1)).isTrue();
      assertThat(optimiser.exportState()).doesNotContainKey("adamw.first.matrix");
    }
    assertThat(values("matrix")).isEqualTo(before);
  }

  @Test
  void anOptimiserGoesOnFromItsStateToTheSameBits() {
    makeParameters();
    List<float[]> gradients = List.of(normal(12), normal(4), normal(12), normal(4));
    try (AdamW optimiser = new AdamW(backend.parameters(), SETTINGS)) {
      setGradients(gradients.get(0), gradients.get(1));
      optimiser.step(0.1);
      Map<String, HostTensor> weights = backend.exportTensors(DataType.F32);
      Map<String, HostTensor> state = optimiser.exportState();
      setGradients(gradients.get(2), gradients.get(3));
      optimiser.step(0.1);
      float[] expected = values("matrix");

      backend.importTensors(TinyModels.source(weights));
      try (AdamW resumed = new AdamW(backend.parameters(), SETTINGS)) {
        resumed.importState(TinyModels.source(state));
        assertThat(resumed.steps()).isEqualTo(1);
        setGradients(gradients.get(2), gradients.get(3));
        resumed.step(0.1);
      }
      assertThat(values("matrix")).isEqualTo(expected);
    }
  }

  @Test
  void aForeignStateIsRefused() {
    makeParameters();
    try (AdamW optimiser = new AdamW(backend.parameters(), SETTINGS)) {
      assertThatThrownBy(() -> optimiser.importState(TinyModels.source(Map.of())))
          .hasMessageContaining("adamw.steps")
          .hasMessageContaining("test tensors");
    }
  }
}
