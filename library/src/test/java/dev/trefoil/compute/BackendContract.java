package dev.trefoil.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// What every [Backend] does, on random shapes against plain loops. A backend's test extends it.
public abstract class BackendContract {
  private static final float EPSILON = 1e-5f;

  /// A new backend; the test closes it.
  protected abstract Backend open(Precision precision);

  protected abstract Set<Precision> precisions();

  /// Allowed deviation of a result of about unit size that no linear product has touched.
  protected abstract double tolerance();

  /// Allowed deviation of a product of unit normal rows, relative to the square root of their
  /// length.
  protected double linearTolerance(Precision precision) {
    return switch (precision) {
      case F32 -> 2e-5;
      case BF16 -> 0.02;
      case INT8 -> 0.06;
    };
  }

  private interface Check {
    void run(Backend backend, Random random);
  }

  private void each(Check check) {
    for (Precision precision : precisions()) {
      try (Backend backend = open(precision)) {
        assertThat(backend.precision()).isEqualTo(precision);
        Random random = new Random(7);
        for (int trial = 0; trial < 6; trial++) {
          backend.beginStep();
          check.run(backend, random);
        }
      }
    }
  }

  private static NamedTensor named(String name, float[] values, long... shape) {
    return new NamedTensor(name, HostTensor.of(values, shape));
  }

  private static float[] row(Backend backend, Matrix x, int row) {
    float[] values = new float[x.columns()];
    backend.read(x, row, values);
    return values;
  }

  private Offset<Double> close() {
    return within(tolerance());
  }

  private static void assertRow(float[] actual, double[] expected, int from, Offset<Double> off) {
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i]).as("column %d", i).isCloseTo(expected[from + i], off);
    }
  }

  @Test
  void linearStacksItsPartsAndAddsTheirBiases() {
    each(
        (backend, random) -> {
          int in = 1 + random.nextInt(300);
          int first = 1 + random.nextInt(200);
          int second = 1 + random.nextInt(80);
          int rows = 1 + random.nextInt(90);
          float[] w = Reference.random(random, (first + second) * in);
          boolean biased = random.nextBoolean();
          float[] bias = biased ? Reference.random(random, first + second) : new float[0];
          float[] x = Reference.random(random, rows * in);
          List<NamedTensor> parts =
              List.of(
                  named("a", Arrays.copyOf(w, first * in), first, in),
                  named("b", Arrays.copyOfRange(w, first * in, w.length), second, in));
          List<NamedTensor> biases =
              biased
                  ? List.of(
                      named("c", Arrays.copyOf(bias, first), first),
                      named("d", Arrays.copyOfRange(bias, first, first + second), second))
                  : List.of();
          Weight weight = backend.linearWeight(parts, biases);
          assertThat(weight.rows()).isEqualTo(first + second);
          assertThat(weight.columns()).isEqualTo(in);
          Matrix y = backend.linear(backend.upload(x, rows, in), weight);
          double[] expected = Reference.linear(x, w, bias, rows, in, first + second);
          double limit = linearTolerance(backend.precision()) * Math.sqrt(in);
          for (int r = 0; r < rows; r++) {
            assertRow(row(backend, y, r), expected, r * (first + second), within(limit));
          }
        });
  }

  @Test
  void aTiedWeightMultipliesByTheTable() {
    each(
        (backend, random) -> {
          int in = 1 + random.nextInt(100);
          int vocabulary = 2 + random.nextInt(150);
          float[] values = Reference.random(random, vocabulary * in);
          Weight table = backend.tableWeight(named("t", values, vocabulary, in));
          Weight tied = backend.tiedWeight(table);
          float[] x = Reference.random(random, 3 * in);
          Matrix y = backend.linear(backend.upload(x, 3, in), tied);
          double[] expected = Reference.linear(x, values, new float[0], 3, in, vocabulary);
          double limit = linearTolerance(backend.precision()) * Math.sqrt(in);
          for (int r = 0; r < 3; r++) {
            assertRow(row(backend, y, r), expected, r * vocabulary, within(limit));
          }
        });
  }

  @Test
  void embedCopiesRowsOfTheTable() {
    each(
        (backend, random) -> {
          int columns = 1 + random.nextInt(70);
          float[] values = Reference.random(random, 20 * columns);
          for (int i = 0; i < values.length; i++) { // exact in every table format
            values[i] = BFloat16.toFloat(BFloat16.fromFloat(values[i]));
          }
          Weight table = backend.tableWeight(named("t", values, 20, columns));
          int[] ids = {19, 0, random.nextInt(20), 7};
          Matrix x = backend.embed(table, ids, 3);
          assertThat(x.rows()).isEqualTo(3);
          for (int i = 0; i < 3; i++) {
            assertThat(row(backend, x, i))
                .containsExactly(
                    Arrays.copyOfRange(values, ids[i] * columns, (ids[i] + 1) * columns));
          }
        });
  }

  @Test
  void anIdOutsideTheTableIsRefused() {
    each(
        (backend, random) -> {
          Weight table = backend.tableWeight(named("t", new float[8], 4, 2));
          assertThatThrownBy(() -> backend.embed(table, new int[] {4}, 1))
              .isInstanceOf(RuntimeException.class)
              .hasMessageContaining("4");
        });
  }

  @Test
  void addConcatAndGatherMoveRows() {
    each(
        (backend, random) -> {
          int rows = 1 + random.nextInt(9);
          int columns = 1 + random.nextInt(90);
          float[] a = Reference.random(random, rows * columns);
          float[] b = Reference.random(random, rows * columns);
          Matrix x = backend.upload(a, rows, columns);
          Matrix y = backend.upload(b, rows, columns);
          Matrix both = backend.concat(x, y);
          int[] wanted = {rows - 1, 0, random.nextInt(rows)};
          Matrix some = backend.gather(x, wanted, 3);
          Matrix sum = backend.add(x, y);
          for (int r = 0; r < rows; r++) {
            float[] total = row(backend, sum, r);
            float[] wide = row(backend, both, r);
            for (int c = 0; c < columns; c++) {
              assertThat(total[c]).isEqualTo(a[r * columns + c] + b[r * columns + c]);
              assertThat(wide[c]).isEqualTo(a[r * columns + c]);
              assertThat(wide[columns + c]).isEqualTo(b[r * columns + c]);
            }
          }
          for (int i = 0; i < 3; i++) {
            assertThat(row(backend, some, i))
                .containsExactly(
                    Arrays.copyOfRange(a, wanted[i] * columns, (wanted[i] + 1) * columns));
          }
        });
  }

  @Test
  void rmsNormDividesByTheRootOfTheMeanSquare() {
    each(
        (backend, random) -> {
          int rows = 1 + random.nextInt(40);
          int columns = 1 + random.nextInt(500);
          float[] x = Reference.random(random, rows * columns);
          float[] gain = Reference.random(random, columns);
          Weight weight = backend.gainWeight(named("g", gain, columns));
          Matrix y = backend.rmsNorm(backend.upload(x, rows, columns), weight, EPSILON);
          for (int r = 0; r < rows; r++) {
            double[] expected = Reference.rmsNorm(x, r * columns, columns, gain, EPSILON);
            assertRow(row(backend, y, r), expected, 0, close());
          }
        });
  }

  @Test
  void headNormWorksHeadByHeadAndLeavesTheRest() {
    each(
        (backend, random) -> {
          int headDim = 4 + random.nextInt(60);
          int before = random.nextInt(20);
          int columns = before + 3 * headDim + 5;
          float[] x = Reference.random(random, 2 * columns);
          float[] gain = Reference.random(random, headDim);
          Weight weight = backend.gainWeight(named("g", gain, headDim));
          Matrix y = backend.headNorm(backend.upload(x, 2, columns), before, 3, weight, EPSILON);
          for (int r = 0; r < 2; r++) {
            double[] expected = new double[columns];
            for (int c = 0; c < columns; c++) {
              expected[c] = x[r * columns + c];
            }
            for (int head = 0; head < 3; head++) {
              int at = before + head * headDim;
              double[] part = Reference.rmsNorm(x, r * columns + at, headDim, gain, EPSILON);
              System.arraycopy(part, 0, expected, at, headDim);
            }
            assertRow(row(backend, y, r), expected, 0, close());
          }
        });
  }

  @Test
  void rotateTurnsTheTwoHalvesOfAHeadByThePosition() {
    each(
        (backend, random) -> {
          int half = 1 + random.nextInt(40);
          int heads = 1 + random.nextInt(3);
          int columns = heads * 2 * half + random.nextInt(9);
          float[] frequencies = new float[half];
          for (int j = 0; j < half; j++) {
            frequencies[j] = (float) Math.pow(10000, -j / (double) half);
          }
          Rotary rotary = new Rotary(frequencies, 50);
          RowLayout layout = new RowLayout();
          layout.beginSegment(null, 0);
          for (int r = 0; r < 5; r++) {
            layout.addCausalRow(random.nextInt(50));
          }
          float[] x = Reference.random(random, 5 * columns);
          Matrix y = backend.rotate(backend.upload(x, 5, columns), rotary, heads, layout);
          for (int r = 0; r < 5; r++) {
            double[] expected = new double[columns];
            for (int c = 0; c < columns; c++) {
              expected[c] = x[r * columns + c];
            }
            for (int head = 0; head < heads; head++) {
              for (int j = 0; j < half; j++) {
                int at = head * 2 * half + j;
                double angle = layout.position(r) * frequencies[j];
                double a = x[r * columns + at];
                double b = x[r * columns + at + half];
                expected[at] = a * Math.cos(angle) - b * Math.sin(angle);
                expected[at + half] = b * Math.cos(angle) + a * Math.sin(angle);
              }
            }
            assertRow(row(backend, y, r), expected, 0, close());
          }
        });
  }

  @Test
  void unitsAndSoftmaxWorkAlongEachRow() {
    each(
        (backend, random) -> {
          int rows = 1 + random.nextInt(20);
          int n = 1 + random.nextInt(300);
          float[] x = Reference.random(random, rows * 2 * n);
          x[0] = -200; // silu vanishes
          x[2 * n - 1] = 90;
          Matrix input = backend.upload(x, rows, 2 * n);
          Matrix softmax = backend.softmax(input);
          Matrix product = backend.swiglu(input);
          Matrix unit = backend.silu(backend.upload(x, rows, 2 * n));
          for (int r = 0; r < rows; r++) {
            double[] line = new double[2 * n];
            double[] silu = new double[2 * n];
            double[] expected = new double[n];
            for (int c = 0; c < 2 * n; c++) {
              line[c] = x[r * 2 * n + c];
              silu[c] = line[c] / (1 + Math.exp(-line[c]));
            }
            for (int c = 0; c < n; c++) {
              expected[c] = silu[c] * line[n + c];
            }
            assertRow(row(backend, unit, r), silu, 0, close());
            assertRow(row(backend, softmax, r), Reference.softmax(line), 0, close());
            assertRow(row(backend, product, r), expected, 0, within(100 * tolerance()));
          }
        });
  }

  @Test
  void headGateScalesEachValueByTheLikenessOfQueryAndKey() {
    for (HeadGate.Similarity similarity : HeadGate.Similarity.values()) {
      each(
          (backend, random) -> {
            int rows = 1 + random.nextInt(9);
            int heads = 1 + random.nextInt(5);
            int headDim = 1 + random.nextInt(140);
            int n = heads * headDim;
            float[] query = Reference.random(random, rows * n);
            float[] keyValue = Reference.random(random, rows * 2 * n);
            Arrays.fill(query, 0, headDim, 1e-7f); // shorter than epsilon
            Arrays.fill(keyValue, (rows - 1) * 2 * n, (rows - 1) * 2 * n + headDim, 0);
            HeadGate gate = new HeadGate(heads, similarity, EPSILON);
            Matrix y =
                backend.headGate(
                    backend.upload(query, rows, n), backend.upload(keyValue, rows, 2 * n), gate);
            for (int r = 0; r < rows; r++) {
              double[] expected = Reference.headGate(query, keyValue, r, n, gate);
              assertRow(row(backend, y, r), expected, 0, within(30 * tolerance()));
            }
          });
    }
  }

  @Test
  void aGateOfRowsThatDoNotFitIsRefused() {
    each(
        (backend, random) -> {
          HeadGate gate = new HeadGate(2, HeadGate.Similarity.COSINE, EPSILON);
          Matrix query = backend.upload(new float[12], 2, 6);
          Matrix narrow = backend.upload(new float[12], 2, 6);
          assertThatThrownBy(() -> backend.headGate(query, narrow, gate))
              .isInstanceOf(RuntimeException.class);
        });
  }

  @Test
  void argmaxTakesTheLowestColumnOfATieAndRefusesNaN() {
    each(
        (backend, random) -> {
          int columns = 2 + random.nextInt(100);
          float[] x = new float[4 * columns];
          for (int i = 0; i < x.length; i++) {
            x[i] = random.nextInt(5);
          }
          Arrays.fill(x, columns, 2 * columns, -3);
          x[2 * columns + random.nextInt(columns)] = Float.NaN;
          Arrays.fill(x, 3 * columns, 4 * columns, Float.NEGATIVE_INFINITY);
          int[] found = new int[4];
          backend.argmax(backend.upload(x, 4, columns), found);
          int best = 0;
          for (int c = 1; c < columns; c++) {
            best = x[c] > x[best] ? c : best;
          }
          assertThat(found).containsExactly(best, 0, -1, 0);
        });
  }

  @Test
  void topKDescendsWithTheLowerColumnFirstOnATie() {
    each(
        (backend, random) -> {
          int columns = 3 + random.nextInt(400);
          int k = 1 + random.nextInt(Math.min(columns, 40));
          float[] x = new float[2 * columns];
          for (int i = 0; i < x.length; i++) {
            x[i] = random.nextInt(30) - 15;
          }
          Matrix logits = backend.upload(x, 2, columns);
          int[] found = new int[2 * k];
          float[] values = new float[2 * k];
          backend.topK(logits, k, found, values);
          int[] alone = new int[2 * k];
          backend.topK(logits, k, alone, null);
          assertThat(alone).isEqualTo(found);
          for (int r = 0; r < 2; r++) {
            int base = r * columns;
            List<Integer> order =
                IntStream.range(0, columns)
                    .boxed()
                    .sorted((a, b) -> Float.compare(x[base + b], x[base + a]))
                    .limit(k)
                    .toList();
            for (int i = 0; i < k; i++) {
              assertThat(found[r * k + i]).isEqualTo(order.get(i));
              assertThat(values[r * k + i]).isEqualTo(x[base + order.get(i)]);
            }
          }
        });
  }

  @Test
  void topKOfARowWithNaNFindsNothing() {
    each(
        (backend, random) -> {
          float[] x = {1, 2, Float.NaN, 0};
          int[] found = new int[2];
          float[] values = new float[2];
          backend.topK(backend.upload(x, 1, 4), 2, found, values);
          assertThat(found).containsExactly(-1, -1);
          assertThat(values).containsExactly(Float.NaN, Float.NaN);
        });
  }

  @Test
  void releaseFreesWhatCameAfterTheMarkButNotWhatIsKept() {
    each(
        (backend, random) -> {
          float[] a = Reference.random(random, 12);
          Matrix before = backend.upload(a, 3, 4);
          long mark = backend.mark();
          float[] b = Reference.random(random, 8);
          Matrix kept = backend.keep(backend.upload(b, 2, 4));
          backend.release(mark);
          for (int i = 0; i < 5; i++) { // whatever was freed is written over
            backend.upload(Reference.random(random, 40), 4, 10);
          }
          assertThat(row(backend, before, 2)).containsExactly(Arrays.copyOfRange(a, 8, 12));
          assertThat(row(backend, kept, 1)).containsExactly(Arrays.copyOfRange(b, 4, 8));
        });
  }

  // ---- attention

  private static float[] slice(float[] x, int from, int count) {
    return Arrays.copyOfRange(x, from, from + count);
  }

  /// Keys and values by slot, as attention should see them: `[kvHead][slot]` rows.
  private static final class Slots {
    final AttentionShape shape;
    final float[][][] keys;
    final float[][][] values;

    Slots(AttentionShape shape, int capacity) {
      this.shape = shape;
      this.keys = new float[shape.kvHeads()][capacity][];
      this.values = new float[shape.kvHeads()][capacity][];
    }

    void write(int slot, float[] fused) {
      for (int head = 0; head < shape.kvHeads(); head++) {
        int key = (shape.heads() + head) * shape.headDim();
        keys[head][slot] = slice(fused, key, shape.headDim());
        int value = key + shape.kvHeads() * shape.headDim();
        values[head][slot] = slice(fused, value, shape.headDim());
      }
    }

    double[] attend(float[] fused, int[] visible) {
      double[] out = new double[shape.outputColumns()];
      for (int head = 0; head < shape.heads(); head++) {
        int kv = head / shape.groupSize();
        float[][] k = Arrays.stream(visible).mapToObj(s -> keys[kv][s]).toArray(float[][]::new);
        float[][] v = Arrays.stream(visible).mapToObj(s -> values[kv][s]).toArray(float[][]::new);
        float[] query = slice(fused, head * shape.headDim(), shape.headDim());
        double[] part = Reference.attend(query, k, v);
        System.arraycopy(part, 0, out, head * shape.headDim(), part.length);
      }
      return out;
    }
  }

  private static AttentionShape shape(Random random) {
    int kvHeads = 1 + random.nextInt(3);
    int group = 1 + random.nextInt(4);
    int[] sizes = {4, 6, 8, 16, 20, 32, 48, 64, 80, 128};
    return new AttentionShape(kvHeads * group, kvHeads, sizes[random.nextInt(sizes.length)]);
  }

  private static int[] visible(RowLayout layout, int row) {
    int[] slots = new int[layout.visibleCount(row)];
    for (int i = 0; i < slots.length; i++) {
      int extra = i - layout.visiblePrefix(row);
      slots[i] = extra < 0 ? i : layout.extraSlot(row, extra);
    }
    return slots;
  }

  /// Attends in the backend and in plain loops and compares.
  private void assertAttention(
      Backend backend,
      AttentionShape shape,
      int layer,
      RowLayout layout,
      float[] x,
      Slots[] slots) {
    int columns = shape.fusedColumns();
    for (int r = 0; r < layout.rows(); r++) {
      slots[layout.segmentOfRow(r)].write(layout.slot(r), slice(x, r * columns, columns));
    }
    Matrix fused = backend.upload(x, layout.rows(), columns);
    Matrix y = backend.attention(fused, shape, layer, layout);
    assertThat(y.columns()).isEqualTo(shape.outputColumns());
    for (int r = 0; r < layout.rows(); r++) {
      Slots own = slots[layout.segmentOfRow(r)];
      double[] expected = own.attend(slice(x, r * columns, columns), visible(layout, r));
      assertRow(row(backend, y, r), expected, 0, close());
    }
  }

  @Test
  void attentionSeesThePrefixAndTheAncestorsOfRandomTrees() {
    each(
        (backend, random) -> {
          AttentionShape shape = shape(random);
          int sequences = 1 + random.nextInt(3);
          KvStore[] stores = new KvStore[sequences];
          Slots[] slots = new Slots[sequences];
          RowLayout layout = new RowLayout();
          int[] prefix = new int[sequences];
          for (int s = 0; s < sequences; s++) {
            stores[s] = backend.kvStore(2, shape, 90);
            slots[s] = new Slots(shape, 90);
            prefix[s] = random.nextInt(40);
            layout.beginSegment(stores[s], 0);
            for (int i = 0; i < prefix[s]; i++) {
              layout.addCausalRow(i);
            }
          }
          float[] x = Reference.random(random, layout.rows() * shape.fusedColumns());
          if (layout.rows() > 0) {
            assertAttention(backend, shape, 1, layout, x, slots);
          }
          layout.clear();
          for (int s = 0; s < sequences; s++) {
            layout.beginSegment(stores[s], prefix[s]);
            int chain = random.nextInt(3); // a few committed tokens, then a tree on top of them
            for (int i = 0; i < chain; i++) {
              layout.addCausalRow(prefix[s] + i);
            }
            int nodes = 1 + random.nextInt(40);
            for (int i = 0; i < nodes; i++) {
              int lowest = chain == 0 ? -1 : chain - 1;
              int parent = i == 0 ? lowest : Math.max(lowest, random.nextInt(chain + i));
              layout.addTreeRow(prefix[s] + chain, parent);
            }
          }
          x = Reference.random(random, layout.rows() * shape.fusedColumns());
          assertAttention(backend, shape, 1, layout, x, slots);
          for (KvStore store : stores) {
            store.close();
          }
        });
  }

  @Test
  void aTreeGrownLevelByLevelSeesItsAncestorsInEarlierPasses() {
    each(
        (backend, random) -> {
          AttentionShape shape = shape(random);
          int columns = shape.fusedColumns();
          try (KvStore store = backend.kvStore(1, shape, 64)) {
            Slots[] slots = {new Slots(shape, 64)};
            RowLayout layout = new RowLayout();
            layout.beginSegment(store, 0);
            for (int i = 0; i < 20; i++) {
              layout.addCausalRow(i);
            }
            assertAttention(
                backend, shape, 0, layout, Reference.random(random, 20 * columns), slots);
            int[][] ancestors = {{}, {}, {20}, {21}, {20}, {20, 22}, {21, 23}};
            for (int first = 20, level = 2; first < 27; first += level, level++) {
              layout.clear();
              layout.beginSegment(store, first);
              for (int slot = first; slot < Math.min(27, first + level); slot++) {
                int[] seen = ancestors[slot - 20];
                layout.addRowSeeingSlots(20 + seen.length, 20, seen, 0, seen.length);
              }
              float[] x = Reference.random(random, layout.rows() * columns);
              assertAttention(backend, shape, 0, layout, x, slots);
            }
          }
        });
  }

  @Test
  void attentionWithoutAStoreIsSelfContained() {
    each(
        (backend, random) -> {
          AttentionShape shape = shape(random);
          RowLayout layout = new RowLayout();
          Slots[] slots = {new Slots(shape, 64), new Slots(shape, 64)};
          for (int s = 0; s < 2; s++) {
            layout.beginSegment(null, 0);
            int rows = 1 + random.nextInt(30);
            for (int i = 0; i < rows; i++) {
              layout.addCausalRow(i);
            }
          }
          float[] x = Reference.random(random, layout.rows() * shape.fusedColumns());
          assertAttention(backend, shape, 0, layout, x, slots);
        });
  }

  @Test
  void slotsThatARowDoesNotSeeMayHoldNaN() {
    each(
        (backend, random) -> {
          AttentionShape shape = shape(random);
          int columns = shape.fusedColumns();
          try (KvStore store = backend.kvStore(1, shape, 40)) {
            RowLayout layout = new RowLayout();
            layout.beginSegment(store, 0);
            for (int i = 0; i < 30; i++) {
              layout.addCausalRow(i);
            }
            float[] x = Reference.random(random, 30 * columns);
            Arrays.fill(x, 20 * columns, 30 * columns, Float.NaN); // slots 20 to 29
            backend.attention(backend.upload(x, 30, columns), shape, 0, layout);
            Slots slots = new Slots(shape, 40);
            for (int i = 0; i < 20; i++) {
              slots.write(i, slice(x, i * columns, columns));
            }
            layout.clear();
            layout.beginSegment(store, 20);
            layout.addTreeRow(20, -1);
            layout.addTreeRow(20, -1);
            layout.addTreeRow(21, 0);
            float[] tree = Reference.random(random, 3 * columns);
            Arrays.fill(tree, columns, 2 * columns, Float.NaN); // a node that only itself sees
            Matrix y = backend.attention(backend.upload(tree, 3, columns), shape, 0, layout);
            slots.write(20, slice(tree, 0, columns));
            slots.write(22, slice(tree, 2 * columns, columns));
            for (int r : new int[] {0, 2}) {
              double[] expected =
                  slots.attend(slice(tree, r * columns, columns), visible(layout, r));
              assertRow(row(backend, y, r), expected, 0, close());
            }
          }
        });
  }

  @Test
  void keepMovesSlotsTogetherInAllLayers() {
    each(
        (backend, random) -> {
          AttentionShape shape = shape(random);
          int columns = shape.fusedColumns();
          try (KvStore store = backend.kvStore(3, shape, 40)) {
            assertThat(store.capacity()).isEqualTo(40);
            assertThat(store.byteSize()).isPositive();
            RowLayout layout = new RowLayout();
            layout.beginSegment(store, 0);
            for (int i = 0; i < 30; i++) {
              layout.addCausalRow(i);
            }
            float[][] x = new float[3][];
            for (int layer = 0; layer < 3; layer++) {
              x[layer] = Reference.random(random, 30 * columns);
              backend.attention(backend.upload(x[layer], 30, columns), shape, layer, layout);
            }
            int[] kept = {10, 13, 17, 29};
            store.keep(10, kept, 4);
            layout.clear();
            layout.beginSegment(store, 14);
            layout.addCausalRow(14);
            for (int layer = 0; layer < 3; layer++) {
              Slots slots = new Slots(shape, 40);
              for (int i = 0; i < 14; i++) {
                int from = i < 10 ? i : kept[i - 10];
                slots.write(i, slice(x[layer], from * columns, columns));
              }
              float[] next = Reference.random(random, columns);
              assertAttention(backend, shape, layer, layout, next, new Slots[] {slots});
            }
          }
        });
  }

  @Test
  void rowsThatDoNotFitAreRefused() {
    each(
        (backend, random) -> {
          Weight weight = backend.linearWeight(List.of(named("w", new float[6], 2, 3)), List.of());
          Matrix x = backend.upload(new float[8], 2, 4);
          assertThatThrownBy(() -> backend.linear(x, weight)).isInstanceOf(RuntimeException.class);
          Matrix y = backend.upload(new float[8], 4, 2);
          assertThatThrownBy(() -> backend.add(x, y)).isInstanceOf(RuntimeException.class);
          assertThatThrownBy(() -> backend.topK(x, 5, new int[10], null))
              .isInstanceOf(RuntimeException.class);
        });
  }
}
