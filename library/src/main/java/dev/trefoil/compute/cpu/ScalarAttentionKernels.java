package dev.trefoil.compute.cpu;

import static dev.trefoil.compute.cpu.Memory.getFloat;
import static dev.trefoil.compute.cpu.Memory.setFloat;

/// The inner loops of attention without the Vector API, with the same bits.
final class ScalarAttentionKernels implements AttentionKernels {
  private final ScalarKernels rows;

  ScalarAttentionKernels(ScalarKernels rows) {
    this.rows = rows;
  }

  @Override
  public void scores(
      long query,
      long queryStride,
      int queries,
      long keys,
      int blocks,
      int headDim,
      long out,
      long outStride) {
    for (int q = 0; q < queries; q++) {
      for (int slot = 0; slot < blocks * BLOCK; slot++) {
        long key = keys + 4L * ((long) (slot / BLOCK) * headDim * BLOCK + slot % BLOCK);
        float sum = 0;
        for (int d = 0; d < headDim; d++) {
          sum =
              Math.fma(
                  getFloat(query + q * queryStride + 4L * d), getFloat(key + 4L * BLOCK * d), sum);
        }
        setFloat(out + q * outStride + 4L * slot, sum);
      }
    }
  }

  @Override
  public float exponentials(long scores, int count) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, getFloat(scores + 4L * i));
    }
    int padded = (int) Memory.roundUp(count, BLOCK);
    for (int i = 0; i < padded; i++) {
      setFloat(scores + 4L * i, i < count ? Exponential.of(getFloat(scores + 4L * i) - max) : 0);
    }
    return 1 / rows.sum(ScalarKernels.PLAIN, scores, padded);
  }

  @Override
  public void weighted(
      long weights, long weightStride, int queries, long values, int count, int columns, long out) {
    for (int q = 0; q < queries; q++) {
      for (int c = 0; c < columns; c++) {
        long target = out + 4L * ((long) q * columns + c);
        float sum = getFloat(target);
        for (int k = 0; k < count; k++) {
          float weight = getFloat(weights + q * weightStride + 4L * k);
          sum = Math.fma(weight, getFloat(values + 4L * ((long) k * columns + c)), sum);
        }
        setFloat(target, sum);
      }
    }
  }
}
