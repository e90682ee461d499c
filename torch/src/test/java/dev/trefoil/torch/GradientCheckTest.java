package dev.trefoil.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HeadGate;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.KvStore;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.Rotary;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.Weight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The gradient of every operation against central differences, in f32 on small shapes.
class GradientCheckTest {
  private static final float STEP = 1e-2f;

  private final Random random = new Random(11);
  private final TorchBackend backend = TorchBackend.open(TorchDevice.CPU, Precision.F32, true);

  @AfterEach
  void close() {
    backend.close();
  }

  private NamedTensor random(String name, long... shape) {
    float[] values = new float[Math.toIntExact(HostTensor.elements(shape))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new NamedTensor(name, HostTensor.of(values, shape));
  }

  private static HostTensor named(Map<String, HostTensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  /// Differentiable rows: the table `name` read in order.
  private Matrix rows(Weight table) {
    int[] ids = new int[table.rows()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i;
    }
    return backend.embed(table, ids, ids.length);
  }

  private Weight table(String name, int rows, int columns) {
    return backend.tableWeight(random(name, rows, columns));
  }

  /// Checks all parameters of the backend for a random linear functional of the operation's result.
  private void check(Function<TorchBackend, Matrix> operation) {
    backend.beginStep();
    Matrix shape = operation.apply(backend);
    float[] factors = new float[shape.rows() * shape.columns()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = (float) random.nextGaussian();
    }
    checkLoss(b -> b.weightedSum(operation.apply(b), factors));
  }

  private void checkLoss(Function<TorchBackend, TorchLoss> loss) {
    backend.beginStep();
    try (TorchLoss recorded = loss.apply(backend)) {
      recorded.backward();
    }
    Map<String, HostTensor> gradients = backend.exportGradients();
    for (TorchParameter parameter : backend.parameters()) {
      for (TorchParameter.Part part : parameter.parts()) {
        assertThat(gradients).containsKey(part.name());
        float[] actual = named(gradients, part.name()).toFloats();
        float[] expected = differences(part.name(), loss);
        float scale = 1;
        for (float value : expected) {
          scale = Math.max(scale, Math.abs(value));
        }
        for (int i = 0; i < expected.length; i++) {
          assertThat(actual[i])
              .as("%s entry %d", part.name(), i)
              .isCloseTo(expected[i], within(5e-3f * scale));
        }
      }
    }
  }

  private float[] differences(String name, Function<TorchBackend, TorchLoss> loss) {
    Map<String, HostTensor> values = new LinkedHashMap<>(backend.exportTensors(DataType.F32));
    HostTensor original = named(values, name);
    float[] result = new float[Math.toIntExact(original.elements())];
    for (int i = 0; i < result.length; i++) {
      float[] entries = original.toFloats();
      float centre = entries[i];
      entries[i] = centre + STEP;
      double above = evaluate(values, name, HostTensor.of(entries, original.shape()), loss);
      entries[i] = centre - STEP;
      double below = evaluate(values, name, HostTensor.of(entries, original.shape()), loss);
      result[i] = (float) ((above - below) / (2 * STEP));
    }
    values.put(name, original);
    backend.importTensors(TinyModels.source(values));
    return result;
  }

  private double evaluate(
      Map<String, HostTensor> values,
      String name,
      HostTensor changed,
      Function<TorchBackend, TorchLoss> loss) {
    values.put(name, changed);
    backend.importTensors(TinyModels.source(values));
    backend.beginStep();
    try (TorchLoss result = loss.apply(backend)) {
      return result.value();
    }
  }

  @Test
  void embeddingAddsUpTheRowsReadTwice() {
    Weight table = table("table", 5, 3);
    check(b -> b.embed(table, new int[] {4, 1, 1, 0, 1}, 5));
    assertThat(named(backend.exportGradients(), "table").toFloats()).contains(0f);
  }

  @Test
  void stackedLinearWithBiases() {
    Weight x = table("x", 3, 4);
    Weight weight =
        backend.linearWeight(
            List.of(random("q", 2, 4), random("k", 3, 4)),
            List.of(random("qb", 2), random("kb", 3)));
    check(b -> b.linear(rows(x), weight));
  }

  @Test
  void tiedHeadAddsToTheGradientOfTheTable() {
    Weight table = table("table", 6, 3);
    Weight head = backend.tiedWeight(table);
    assertThat(backend.parameters()).hasSize(1);
    check(b -> b.linear(b.embed(table, new int[] {0, 3, 5, 3}, 4), head));
  }

  @Test
  void addConcatAndGather() {
    Weight x = table("x", 3, 4);
    Weight y = table("y", 3, 4);
    check(
        b -> {
          Matrix sum = b.add(rows(x), rows(y));
          return b.gather(b.concat(sum, b.keep(rows(x))), new int[] {2, 0, 2}, 3);
        });
  }

  @Test
  void rmsNorm() {
    Weight x = table("x", 3, 5);
    Weight gain = backend.gainWeight(random("gain", 5));
    check(b -> b.rmsNorm(rows(x), gain, 1e-5f));
  }

  @Test
  void headNormInTheMiddleOfARow() {
    Weight x = table("x", 3, 14);
    Weight gain = backend.gainWeight(random("gain", 4));
    check(b -> b.headNorm(rows(x), 4, 2, gain, 1e-5f));
  }

  @Test
  void rotationOfTheFirstHeads() {
    Weight x = table("x", 6, 12);
    Rotary rotary = new Rotary(new float[] {1f, 0.3f}, 8);
    RowLayout layout = TinyModels.causal(2, 3);
    check(b -> b.rotate(rows(x), rotary, 2, layout));
  }

  @Test
  void causalBatchWithGroupedHeads() {
    AttentionShape shape = new AttentionShape(4, 2, 3);
    Weight x = table("x", 6, shape.fusedColumns());
    RowLayout layout = TinyModels.causal(2, 3);
    check(b -> b.attention(rows(x), shape, 0, layout));
  }

  @Test
  void causalBatchLongerThanABlock() {
    AttentionShape shape = new AttentionShape(2, 1, 2);
    Weight head = backend.linearWeight(List.of(random("w", 8, 2)), List.of());
    float[] rows = random("", 2 * 150, 2).tensor().toFloats();
    RowLayout layout = TinyModels.causal(2, 150);
    check(b -> b.attention(b.linear(b.upload(rows, 300, 2), head), shape, 0, layout));
  }

  @Test
  void treeBesideAChainOfAnotherLength() {
    AttentionShape shape = new AttentionShape(2, 1, 3);
    Weight x = table("x", 6, shape.fusedColumns());
    RowLayout layout = new RowLayout();
    layout.beginSegment(null, 0);
    layout.addTreeRow(0, -1);
    layout.addTreeRow(1, 0);
    layout.addTreeRow(1, 0);
    layout.addTreeRow(2, 2);
    layout.beginSegment(null, 0);
    layout.addCausalRow(0);
    layout.addCausalRow(1);
    check(b -> b.attention(rows(x), shape, 0, layout));
  }

  @Test
  void rowsAfterAStoredPrefix() {
    AttentionShape shape = new AttentionShape(2, 1, 3);
    Weight prefix = table("x", 2, shape.fusedColumns());
    try (KvStore store = backend.kvStore(1, shape, 8)) {
      RowLayout first = new RowLayout();
      first.beginSegment(store, 0);
      first.addCausalRow(0);
      first.addCausalRow(1);
      backend.attention(
          backend.upload(random("", 2, 12).tensor().toFloats(), 2, 12), shape, 0, first);
      RowLayout second = new RowLayout();
      second.beginSegment(store, 2);
      second.addTreeRow(2, -1);
      second.addTreeRow(3, 0);
      check(b -> b.attention(rows(prefix), shape, 0, second));
    }
  }

  @Test
  void swiglu() {
    Weight x = table("x", 3, 8);
    check(b -> b.swiglu(rows(x)));
  }

  @Test
  void silu() {
    Weight x = table("x", 3, 5);
    check(b -> b.silu(rows(x)));
  }

  @Test
  void headGateByCosine() {
    headGate(HeadGate.Similarity.COSINE);
  }

  @Test
  void headGateByScaledDot() {
    headGate(HeadGate.Similarity.SCALED_DOT);
  }

  private void headGate(HeadGate.Similarity similarity) {
    Weight query = table("query", 3, 12);
    Weight keyValue = table("key and value", 3, 24);
    HeadGate gate = new HeadGate(2, similarity, 1e-5f);
    check(b -> b.headGate(rows(query), rows(keyValue), gate));
  }

  @Test
  void softmax() {
    Weight x = table("x", 3, 5);
    check(b -> b.softmax(rows(x)));
  }

  @Test
  void crossEntropyWithRowsLeftOut() {
    Weight x = table("x", 4, 5);
    checkLoss(b -> b.crossEntropy(rows(x), new int[] {1, -1, 4, 0}));
    float[] gradient = named(backend.exportGradients(), "x").toFloats();
    assertThat(gradient[5]).isZero();
  }

  @Test
  void weightedCrossEntropy() {
    Weight x = table("x", 4, 5);
    float[] weights = {0.3f, 7, -2, 0.5f};
    checkLoss(b -> b.crossEntropy(rows(x), new int[] {1, -1, 4, 0}, weights));
  }

  @Test
  void softCrossEntropyAgainstRowsOfATable() {
    Weight x = table("x", 4, 5);
    float[] logits = random("", 3, 5).tensor().toFloats();
    RowTargets targets =
        new RowTargets(new int[] {2, 0, -1, 2}, new float[] {0.5f, 1, 9, 0.25f}).scaled(2);
    checkLoss(b -> b.softCrossEntropy(rows(x), b.softmax(b.upload(logits, 3, 5)), targets));
    assertThat(targets.count()).isEqualTo(3);
    assertThat(targets.weight()).isCloseTo(3.5, within(1e-6));
  }

  @Test
  void smoothL1BelowAndAboveTheBend() {
    Weight x = table("x", 4, 5);
    float[] truth = new float[15];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = i % 2 == 0 ? 0.2f * i : 4 - i; // some within 1 of x, some beyond
    }
    RowTargets targets = new RowTargets(new int[] {1, -1, 0, 2}, new float[] {1, 5, 0.5f, 2});
    checkLoss(b -> b.smoothL1(rows(x), b.upload(truth, 3, 5), targets));
  }

  @Test
  void aSumOfLosses() {
    Weight x = table("x", 2, 3);
    float[] factors = random("", 2, 3).tensor().toFloats();
    checkLoss(
        b -> {
          TorchLoss first = b.crossEntropy(rows(x), new int[] {1, 2});
          TorchLoss second = b.weightedSum(rows(x), factors);
          return TorchLoss.sum(List.of(first, second), new double[] {0.5, -2});
        });
  }

  @Test
  void chosenColumns() {
    Weight x = table("x", 2, 4);
    check(b -> b.selectColumns(rows(x), new int[] {3, 0, 3}));
  }

  @Test
  void textsOfSeveralLengths() {
    AttentionShape shape = new AttentionShape(2, 1, 3);
    Weight x = table("x", 5, shape.fusedColumns());
    RowLayout layout = new RowLayout();
    for (int length : new int[] {2, 3}) {
      layout.beginSegment(null, 0);
      for (int row = 0; row < length; row++) {
        layout.addCausalRow(row);
      }
    }
    check(b -> b.attention(rows(x), shape, 0, layout));
  }

  @Test
  void passesThatFeedOnThemselves() {
    AttentionShape shape = new AttentionShape(2, 1, 3);
    Weight first = table("first", 3, shape.fusedColumns());
    Weight second = table("second", 3, shape.fusedColumns());
    Weight third = table("third", 3, shape.fusedColumns());
    check(
        b -> {
          try (KvStore store = b.chainStore(3)) {
            Matrix one = b.attention(rows(first), shape, 0, layout(store, 3, 0));
            Matrix two = b.attention(rows(second), shape, 0, layout(store, 3, 1));
            Matrix three = b.attention(rows(third), shape, 0, layout(store, 3, 2));
            return b.concat(b.concat(one, two), three);
          }
        });
  }

  @Test
  void passesThatFeedOnThemselvesAreThoseOfAnOrdinaryStore() {
    AttentionShape shape = new AttentionShape(4, 2, 3);
    int rows = 4;
    int columns = shape.outputColumns();
    float[] actual = new float[columns];
    float[] expected = new float[columns];
    try (KvStore chain = backend.chainStore(rows);
        KvStore store = backend.kvStore(1, shape, 3 * rows)) {
      for (int pass = 0; pass < 3; pass++) {
        float[] values = random("", rows, shape.fusedColumns()).tensor().toFloats();
        Matrix fused = backend.upload(values, rows, shape.fusedColumns());
        Matrix chained = backend.attention(fused, shape, 0, layout(chain, rows, pass));
        Matrix stored = backend.attention(fused, shape, 0, layout(store, rows, pass));
        for (int row = 0; row < rows; row++) {
          backend.read(chained, row, actual);
          backend.read(stored, row, expected);
          assertThat(actual)
              .as("pass %d row %d", pass, row)
              .containsExactly(expected, within(1e-5f));
        }
      }
    }
  }

  /// Each row sees the first pass up to itself and its own place in the later ones.
  private static RowLayout layout(KvStore store, int rows, int pass) {
    RowLayout layout = new RowLayout();
    layout.beginSegment(store, pass * rows);
    for (int row = 0; row < rows; row++) {
      if (pass == 0) {
        layout.addCausalRow(row);
      } else {
        int[] seen = new int[pass - 1];
        for (int later = 1; later < pass; later++) {
          seen[later - 1] = later * rows + row;
        }
        layout.addRowSeeingSlots(row + pass, row + 1, seen, 0, seen.length);
      }
    }
    return layout;
  }
}
