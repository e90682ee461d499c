package dev.trefoil.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.bench.EngineShape;
import dev.trefoil.bench.RandomTensors;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.KvStore;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.Weight;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.Llama;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The law of this package, to the bit: neighbours, row count, threads and trees change no row.
final class CpuBatchInvarianceTest {
  private static final int[] MORE_ROWS = {65, 66, 96, 127, 128, 129, 200, 257, 512};

  private static float[] random(Random random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static int[] row(Backend backend, Matrix x, int row) {
    float[] values = new float[x.columns()];
    backend.read(x, row, values);
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  // ---- products

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aProductOfARowHasTheSameBitsAtAnyPlaceInAnyBatchOnAnyThreadCount(Precision precision) {
    int[][] shapes = {{384, 1152}, {2048, 200}, {5632, 130}, {100, 77}, {1024, 1024}, {64, 2050}};
    for (int[] shape : shapes) {
      Random random = new Random(3);
      int in = shape[0];
      int out = shape[1];
      float[] w = random(random, in * out);
      float[] x = random(random, in);
      float[] others = random(random, 512 * in);
      int[] expected = null;
      for (int threads = 1; threads <= 3; threads++) {
        try (Backend backend = CpuBackend.open(precision, threads)) {
          NamedTensor tensor = new NamedTensor("w", HostTensor.of(w, out, in));
          Weight weight = backend.linearWeight(List.of(tensor), List.of());
          if (expected == null) {
            expected = row(backend, backend.linear(backend.upload(x, 1, in), weight), 0);
          }
          for (int rows = 1; rows <= 64; rows += threads == 1 ? 1 : 3) {
            assertSameProduct(backend, weight, x, others, rows, rows * 7 % rows, expected);
            assertSameProduct(backend, weight, x, others, rows, rows - 1, expected);
          }
          for (int rows : MORE_ROWS) {
            assertSameProduct(backend, weight, x, others, rows, rows - 1, expected);
            assertSameProduct(backend, weight, x, others, rows, random.nextInt(rows), expected);
          }
        }
      }
    }
  }

  private static void assertSameProduct(
      Backend backend, Weight weight, float[] x, float[] others, int rows, int at, int[] bits) {
    int in = x.length;
    float[] batch = Arrays.copyOf(others, rows * in);
    System.arraycopy(x, 0, batch, at * in, in);
    backend.beginStep();
    Matrix y = backend.linear(backend.upload(batch, rows, in), weight);
    assertThat(row(backend, y, at)).as("row %d of %d", at, rows).isEqualTo(bits);
  }

  // ---- whole networks

  private static ModelConfig config() {
    return new EngineShape(192, 3, 6, 2, 320, 300).config(256);
  }

  private record Opened(Backend backend, Llama model) implements AutoCloseable {
    static Opened of(Precision precision, int threads) {
      Backend backend = CpuBackend.open(precision, threads);
      try (RandomTensors tensors = new RandomTensors(config(), new Random(11))) {
        return new Opened(backend, new Llama(config(), backend, tensors, 256));
      }
    }

    KvStore store() {
      return backend.kvStore(config().layers(), model.attentionShape(), 256);
    }

    /// Logits of all rows, bit by bit.
    int[][] logits(int[] ids, RowLayout layout) {
      backend.beginStep();
      Matrix logits = model.logits(model.forward(ids, layout, FeatureTaps.NONE).finalNorm());
      int[][] bits = new int[layout.rows()][];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = row(backend, logits, i);
      }
      return bits;
    }

    @Override
    public void close() {
      backend.close();
    }
  }

  private static int[] tokens(Random random, int count) {
    return random.ints(count, 0, config().vocabularySize()).toArray();
  }

  /// Logits after each token, one token per pass, on one thread.
  private static int[][] plain(Precision precision, int[] ids) {
    try (Opened opened = Opened.of(precision, 1);
        KvStore store = opened.store()) {
      int[][] bits = new int[ids.length][];
      RowLayout layout = new RowLayout();
      for (int i = 0; i < ids.length; i++) {
        layout.clear();
        layout.beginSegment(store, i);
        layout.addCausalRow(i);
        bits[i] = opened.logits(new int[] {ids[i]}, layout)[0];
      }
      return bits;
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void aPromptInPiecesGivesTheBitsOfOneTokenAtATime(Precision precision) {
    Random random = new Random(5);
    int[] ids = tokens(random, 150);
    int[][] expected = plain(precision, ids);
    for (int threads = 1; threads <= 3; threads++) {
      try (Opened opened = Opened.of(precision, threads);
          KvStore store = opened.store()) {
        RowLayout layout = new RowLayout();
        int done = 0;
        while (done < ids.length) {
          int piece = Math.min(ids.length - done, 1 + random.nextInt(90));
          layout.clear();
          layout.beginSegment(store, done);
          for (int i = 0; i < piece; i++) {
            layout.addCausalRow(done + i);
          }
          int[][] bits = opened.logits(Arrays.copyOfRange(ids, done, done + piece), layout);
          for (int i = 0; i < piece; i++) {
            assertThat(bits[i]).as("token %d", done + i).isEqualTo(expected[done + i]);
          }
          done += piece;
        }
      }
    }
  }

  /// Three sequences, each with a random tree that holds its true continuation somewhere; after
  /// each step the accepted path is kept, wherever it lay.
  @ParameterizedTest
  @EnumSource(Precision.class)
  void treesInBatchesGiveTheBitsOfPlainDecoding(Precision precision) {
    Random random = new Random(9);
    int sequences = 3;
    int[][] ids = new int[sequences][];
    int[][][] expected = new int[sequences][][];
    for (int s = 0; s < sequences; s++) {
      ids[s] = tokens(random, 100 + 20 * s);
      expected[s] = plain(precision, ids[s]);
    }
    for (int threads = 1; threads <= 3; threads++) {
      try (Opened opened = Opened.of(precision, threads)) {
        KvStore[] stores = new KvStore[sequences];
        int[] length = new int[sequences];
        for (int s = 0; s < sequences; s++) {
          stores[s] = opened.store();
        }
        for (int step = 0; step < 14; step++) {
          stepWithTrees(opened, random, ids, expected, stores, length);
        }
        for (KvStore store : stores) {
          store.close();
        }
      }
    }
  }

  private static void stepWithTrees(
      Opened opened,
      Random random,
      int[][] ids,
      int[][][] expected,
      KvStore[] stores,
      int[] length) {
    RowLayout layout = new RowLayout();
    int[] rowIds = new int[200];
    int[][] path = new int[ids.length][]; // nodes of the true continuation
    for (int s = 0; s < ids.length; s++) {
      layout.beginSegment(stores[s], length[s]);
      int nodes = 1 + random.nextInt(24);
      int[] depth = new int[nodes];
      path[s] = new int[nodes];
      int found = 0;
      for (int node = 0; node < nodes; node++) {
        boolean next = (node == 0 || random.nextInt(3) == 0) && length[s] + found < ids[s].length;
        int parent = node == 0 ? -1 : next ? path[s][found - 1] : random.nextInt(node);
        depth[node] = parent < 0 ? 0 : depth[parent] + 1;
        rowIds[layout.rows()] =
            next ? ids[s][length[s] + found] : random.nextInt(config().vocabularySize());
        layout.addTreeRow(length[s] + depth[node], parent);
        if (next) {
          path[s][found++] = node;
        }
      }
      path[s] = Arrays.copyOf(path[s], found);
    }
    int[][] bits = opened.logits(Arrays.copyOf(rowIds, layout.rows()), layout);
    for (int s = 0; s < ids.length; s++) {
      int[] slots = new int[path[s].length];
      for (int i = 0; i < slots.length; i++) {
        assertThat(bits[layout.segmentStart(s) + path[s][i]])
            .as("sequence %d token %d", s, length[s] + i)
            .isEqualTo(expected[s][length[s] + i]);
        slots[i] = length[s] + path[s][i];
      }
      stores[s].keep(length[s], slots, slots.length);
      length[s] += slots.length;
    }
  }
}
