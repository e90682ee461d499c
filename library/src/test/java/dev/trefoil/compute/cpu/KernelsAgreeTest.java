package dev.trefoil.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Vector kernels and plain loops compute the same bits, whatever the length of a row.
final class KernelsAgreeTest {
  private static final int LENGTH = 700;

  private final Arena arena = Arena.ofAuto();
  private final long first = Memory.allocate(arena, 4 * LENGTH);
  private final long second = Memory.allocate(arena, 4 * LENGTH);
  private final long gain = Memory.allocate(arena, 4 * LENGTH);
  private final Random random = new Random(2);

  private interface Operation {
    void run(RowKernels kernels, long x, int n);
  }

  private void fill(long address, int n) {
    for (int i = 0; i < n; i++) {
      Memory.setFloat(address + 4L * i, (float) random.nextGaussian() * 8);
    }
  }

  private void assertAgree(Operation operation) {
    Kernels best = Kernels.best();
    assumeThat(best.vectorised()).isTrue();
    RowKernels scalar = Kernels.scalar(Lanes.COUNT).rows();
    for (int n = 1; n <= 330; n++) {
      fill(first, LENGTH);
      fill(gain, LENGTH);
      Memory.copy(first, second, 4 * LENGTH);
      operation.run(best.rows(), first, n);
      operation.run(scalar, second, n);
      assertThat(words(first)).as("length %d", n).isEqualTo(words(second));
    }
  }

  private static int[] words(long address) {
    MemorySegment segment = Memory.ALL.asSlice(address, 4 * LENGTH);
    return segment.toArray(ValueLayout.JAVA_INT_UNALIGNED);
  }

  @Test
  void norms() {
    assertAgree((kernels, x, n) -> kernels.norm(x, gain, x, n, 1e-5f));
  }

  @Test
  void gatedUnits() {
    assertAgree((kernels, x, n) -> kernels.swiglu(x, x + 4L * n, x, n));
  }

  @Test
  void sigmoidUnits() {
    assertAgree((kernels, x, n) -> kernels.silu(x, n));
  }

  @Test
  void dotProducts() {
    assertAgree((kernels, x, n) -> Memory.setFloat(x + 4L * n, kernels.dot(x, gain, n)));
    assertAgree((kernels, x, n) -> kernels.scale(x, 0.37f, x + 4L * n, n));
  }

  @Test
  void softmaxes() {
    assertAgree((kernels, x, n) -> kernels.softmax(x, x, n));
  }

  @Test
  void narrowRows() {
    assertAgree((kernels, x, n) -> kernels.narrow(x, x + 1400, n));
    assertAgree((kernels, x, n) -> kernels.widen(x, x + 1400, n));
  }

  @Test
  void quantisedRows() {
    assertAgree((kernels, x, n) -> Memory.setFloat(x + 2700, kernels.quantise(x, x + 1400, n)));
  }

  @Test
  void scaledRows() {
    assertAgree((kernels, x, n) -> kernels.rescale(x, 0.37f, gain, n));
  }

  @Test
  void rotations() {
    float[] cosine = new float[400];
    float[] sine = new float[400];
    for (int i = 0; i < 400; i++) {
      cosine[i] = (float) Math.cos(i);
      sine[i] = (float) Math.sin(i);
    }
    assertAgree((kernels, x, n) -> kernels.rotate(x, cosine, sine, 9, n));
  }

  @Test
  void attentionWithAnyHeadSizeAndCount() {
    assumeThat(Kernels.best().vectorised()).isTrue();
    AttentionKernels[] both = {Kernels.best().attention(), Kernels.scalar(Lanes.COUNT).attention()};
    int blocks = 7;
    int slots = blocks * AttentionKernels.BLOCK;
    for (int headDim = 1; headDim <= 144; headDim += 7) {
      for (int queries = 1; queries <= 11; queries++) {
        int columns = (int) Memory.roundUp(headDim, AttentionKernels.BLOCK);
        long keys = Memory.allocate(arena, 4L * slots * headDim);
        long values = Memory.allocate(arena, 4L * slots * columns);
        fill(keys, slots * headDim);
        fill(values, slots * columns);
        float[] query = new float[queries * headDim];
        for (int i = 0; i < query.length; i++) {
          query[i] = (float) random.nextGaussian();
        }
        int count = 1 + random.nextInt(slots);
        float[] vector = attend(both[0], query, queries, keys, values, headDim, count);
        float[] scalar = attend(both[1], query, queries, keys, values, headDim, count);
        assertThat(vector).as("%d queries of %d", queries, headDim).containsExactly(scalar);
      }
    }
  }

  private static float[] attend(
      AttentionKernels kernels,
      float[] query,
      int queries,
      long keys,
      long values,
      int headDim,
      int count) {
    int blocks = 7;
    int slots = blocks * AttentionKernels.BLOCK;
    int columns = (int) Memory.roundUp(headDim, AttentionKernels.BLOCK);
    int scores = query.length;
    int out = scores + queries * slots;
    float[] s = Arrays.copyOf(query, out + queries * columns);
    kernels.scores(s, 0, queries, keys, blocks, headDim, scores, slots);
    for (int q = 0; q < queries; q++) {
      s[q] = kernels.exponentials(s, scores + q * slots, count);
    }
    kernels.weighted(s, scores, slots, queries, values, count, columns, out);
    return s;
  }

  @Test
  void theExponentialIsAccurate() {
    for (double x = -87; x < 88; x += 0.0137) {
      double expected = Math.exp((float) x);
      assertThat(Exponential.of((float) x) / expected).isCloseTo(1, within(3e-7));
    }
    assertThat(Exponential.of(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(Exponential.of(Float.NaN)).isNaN();
    assertThat(Exponential.of(1000)).isFinite();
  }
}
