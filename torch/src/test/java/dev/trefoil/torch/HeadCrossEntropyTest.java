package dev.trefoil.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.Weight;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A head whose logits are never made gives the loss and the gradients of one whose logits are.
class HeadCrossEntropyTest {
  private static final int VOCABULARY = 1500;
  private static final int HIDDEN = 6;
  private static final int[] IDS = TinyModels.randomIds(3000, VOCABULARY, 8);

  @SuppressWarnings("ArrayRecordComponent") // compared entry by entry
  private record Outcome(double loss, double validation, float[] table, float[] below) {}

  private static NamedTensor random(String name, int rows, int columns) {
    Random random = new Random(rows);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new NamedTensor(name, HostTensor.of(values, rows, columns));
  }

  private static Outcome run(Precision precision, int[] labels, boolean lookFirst) {
    try (TorchBackend backend = TorchBackend.open(TorchDevice.CPU, precision, true)) {
      Weight table = backend.tableWeight(random("table", VOCABULARY, HIDDEN));
      Weight below = backend.linearWeight(List.of(random("below", HIDDEN, HIDDEN)), List.of());
      Weight head = backend.tiedWeight(table);
      double[] value = new double[2];
      try (TorchLoss loss = loss(backend, table, below, head, labels, lookFirst)) {
        value[0] = loss.value();
        loss.backward(0.5);
      }
      backend.withoutGradients(
          () -> {
            try (TorchLoss loss = loss(backend, table, below, head, labels, lookFirst)) {
              value[1] = loss.value();
            }
          });
      Map<String, HostTensor> gradients = backend.exportGradients();
      return new Outcome(
          value[0],
          value[1],
          Objects.requireNonNull(gradients.get("table")).toFloats(),
          Objects.requireNonNull(gradients.get("below")).toFloats());
    }
  }

  private static TorchLoss loss(
      TorchBackend backend,
      Weight table,
      Weight below,
      Weight head,
      int[] labels,
      boolean lookFirst) {
    Matrix hidden = backend.linear(backend.embed(table, IDS, IDS.length), below);
    Matrix logits = backend.linear(hidden, head);
    assertThat(logits.columns()).isEqualTo(VOCABULARY);
    if (lookFirst) {
      backend.read(logits, 0, new float[VOCABULARY]);
    }
    return backend.crossEntropy(logits, labels);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16"})
  void lossAndGradientsAreThoseOfWholeLogits(Precision precision) {
    int[] labels = TinyModels.randomIds(IDS.length, VOCABULARY, 9);
    for (int row = 0; row < labels.length; row += 3) {
      labels[row] = -1;
    }
    Outcome whole = run(precision, labels, true);
    Outcome parts = run(precision, labels, false);
    double exact = precision == Precision.F32 ? 1e-5 : 2e-3;
    assertThat(parts.loss()).isCloseTo(whole.loss(), within(exact));
    assertThat(parts.validation()).isEqualTo(parts.loss());
    assertClose(parts.table(), whole.table(), precision);
    assertClose(parts.below(), whole.below(), precision);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16"})
  void aBiasHasItsGradientToo(Precision precision) {
    Map<String, HostTensor> whole = gradientsWithBias(precision, true);
    Map<String, HostTensor> parts = gradientsWithBias(precision, false);
    assertThat(parts.keySet()).containsExactlyInAnyOrder("below", "head", "bias");
    parts.forEach(
        (name, gradient) ->
            assertClose(
                gradient.toFloats(),
                Objects.requireNonNull(whole.get(name)).toFloats(),
                precision));
  }

  private static Map<String, HostTensor> gradientsWithBias(Precision precision, boolean lookFirst) {
    try (TorchBackend backend = TorchBackend.open(TorchDevice.CPU, precision, true)) {
      Weight below = backend.tableWeight(random("below", 40, HIDDEN));
      HostTensor values = random("bias", 1, VOCABULARY).tensor();
      NamedTensor bias = new NamedTensor("bias", HostTensor.of(values.toFloats(), VOCABULARY));
      Weight head =
          backend.linearWeight(List.of(random("head", VOCABULARY, HIDDEN)), List.of(bias));
      int[] ids = TinyModels.randomIds(50, 40, 3);
      Matrix logits = backend.linear(backend.embed(below, ids, ids.length), head);
      if (lookFirst) {
        backend.read(logits, 0, new float[VOCABULARY]);
      }
      int[] labels = TinyModels.randomIds(ids.length, VOCABULARY, 4);
      labels[7] = -1;
      try (TorchLoss loss = backend.crossEntropy(logits, labels)) {
        loss.backward();
      }
      return backend.exportGradients();
    }
  }

  private static void assertClose(float[] actual, float[] expected, Precision precision) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    float limit = largest * (precision == Precision.F32 ? 1e-5f : 2e-2f);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("entry %d", i).isCloseTo(expected[i], within(limit));
    }
  }

  @Test
  void logitsReadOnlyAfterAnUpdateAreRefused() {
    try (TorchBackend backend = TorchBackend.open(TorchDevice.CPU, Precision.F32, true)) {
      Weight table = backend.tableWeight(random("table", VOCABULARY, HIDDEN));
      Matrix logits =
          backend.linear(backend.embed(table, new int[] {1, 2}, 2), backend.tiedWeight(table));
      backend.importTensors(TinyModels.source(backend.exportTensors(DataType.F32)));
      assertThatThrownBy(() -> backend.read(logits, 0, new float[VOCABULARY]))
          .hasMessageContaining("table");
    }
  }

  /// Losses of the rows of a trained layer under a head that is trained or frozen.
  private static Outcome soft(Precision precision, boolean frozenHead, boolean lookFirst) {
    try (TorchBackend backend = TorchBackend.open(TorchDevice.CPU, precision, true)) {
      Weight table = backend.tableWeight(random("table", VOCABULARY, HIDDEN));
      Weight below = backend.linearWeight(List.of(random("below", HIDDEN, HIDDEN)), List.of());
      backend.makeTrainable(!frozenHead);
      Weight head = backend.linearWeight(List.of(random("head", VOCABULARY, HIDDEN)), List.of());
      Matrix hidden = backend.linear(backend.embed(table, IDS, IDS.length), below);
      Matrix logits = backend.linear(hidden, head);
      float[] truth = random("truth", 7, VOCABULARY).tensor().toFloats();
      Matrix probabilities = backend.softmax(backend.upload(truth, 7, VOCABULARY));
      int[] rows = TinyModels.randomIds(IDS.length, 7, 4);
      float[] weights = new float[rows.length];
      for (int row = 0; row < rows.length; row++) {
        rows[row] = row % 3 == 0 ? -1 : rows[row];
        weights[row] = 1f / (row + 1);
      }
      if (lookFirst) {
        backend.read(logits, 0, new float[VOCABULARY]);
      }
      int[] ranks = new int[rows.length];
      backend.ranks(logits, TinyModels.randomIds(IDS.length, VOCABULARY, 9), ranks);
      double checksum = 0;
      for (int row = 0; row < ranks.length; row++) {
        checksum += (double) ranks[row] * (row % 11);
      }
      try (TorchLoss loss =
          backend.softCrossEntropy(logits, probabilities, new RowTargets(rows, weights))) {
        double value = loss.value();
        loss.backward();
        Map<String, HostTensor> gradients = backend.exportGradients();
        assertThat(gradients.containsKey("head")).isEqualTo(!frozenHead);
        HostTensor other = gradients.get(frozenHead ? "table" : "head");
        return new Outcome(
            value,
            checksum,
            Objects.requireNonNull(other).toFloats(),
            Objects.requireNonNull(gradients.get("below")).toFloats());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"F32,true", "F32,false", "BF16,true", "BF16,false"})
  void distributionsAsTruthTooAndAHeadThatIsNotTrained(Precision precision, boolean frozenHead) {
    Outcome whole = soft(precision, frozenHead, true);
    Outcome parts = soft(precision, frozenHead, false);
    double exact = precision == Precision.F32 ? 1e-5 : 2e-3;
    assertThat(parts.loss()).isCloseTo(whole.loss(), within(exact * whole.loss()));
    double ranks = precision == Precision.F32 ? 1e-4 : 1e-2;
    assertThat(parts.validation())
        .isCloseTo(whole.validation(), within(ranks * whole.validation()));
    assertClose(parts.table(), whole.table(), precision);
    assertClose(parts.below(), whole.below(), precision);
  }
}
