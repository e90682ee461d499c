package dev.trefoil.compute.cpu;

import static dev.trefoil.compute.cpu.Memory.getFloat;
import static dev.trefoil.compute.cpu.Memory.setFloat;

/// The inner loops of attention without the Vector API, with the same bits.
final class ScalarAttentionKernels implements AttentionKernels {
  private final int lanes;

  /// @param lanes f32 lanes of the vector machine to imitate, a power of two
  ScalarAttentionKernels(int lanes) {
    this.lanes = lanes;
  }

  @Override
  public void loadScaled(long x, float factor, float[] s, int out, int n) {
    for (int i = 0; i < n; i++) {
      s[out + i] = getFloat(x + 4L * i) * factor;
    }
  }

  @Override
  public void storeScaled(float[] s, int x, float factor, long out, int n) {
    for (int i = 0; i < n; i++) {
      setFloat(out + 4L * i, s[x + i] * factor);
    }
  }

  @Override
  public void scores(
      float[] s, int query, int queries, long keys, int blocks, int headDim, int out, int stride) {
    for (int q = 0; q < queries; q++) {
      for (int slot = 0; slot < blocks * BLOCK; slot++) {
        long key = keys + 4L * ((long) (slot / BLOCK) * headDim * BLOCK + slot % BLOCK);
        float sum = 0;
        for (int d = 0; d < headDim; d++) {
          sum = Math.fma(s[query + q * headDim + d], getFloat(key + 4L * BLOCK * d), sum);
        }
        s[out + q * stride + slot] = sum;
      }
    }
  }

  @Override
  public float exponentials(float[] s, int scores, int count) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, s[scores + i]);
    }
    int padded = (int) Memory.roundUp(count, BLOCK);
    for (int i = 0; i < padded; i++) {
      s[scores + i] = i < count ? Exponential.of(s[scores + i] - max) : 0;
    }
    return 1 / tree(s, scores, padded, 1, 0);
  }

  /// Lane `l` adds up the elements `i` with `i mod lanes = l`; then halves are added.
  private float tree(float[] s, int from, int n, int width, int lane) {
    if (width == lanes) {
      float sum = 0;
      for (int i = lane; i < n; i += lanes) {
        sum += s[from + i];
      }
      return sum;
    }
    return tree(s, from, n, 2 * width, lane) + tree(s, from, n, 2 * width, lane + width);
  }

  @Override
  public void weighted(
      float[] s,
      int weights,
      int stride,
      int queries,
      long values,
      int count,
      int columns,
      int out) {
    for (int q = 0; q < queries; q++) {
      for (int c = 0; c < columns; c++) {
        float sum = s[out + q * columns + c];
        for (int k = 0; k < count; k++) {
          float value = getFloat(values + 4L * ((long) k * columns + c));
          sum = Math.fma(s[weights + q * stride + k], value, sum);
        }
        s[out + q * columns + c] = sum;
      }
    }
  }
}
