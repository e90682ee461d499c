package dev.trefoil.compute.cpu;

import static dev.trefoil.compute.cpu.Lanes.COUNT;
import static dev.trefoil.compute.cpu.Lanes.SPECIES;
import static dev.trefoil.compute.cpu.Lanes.broadcast;
import static dev.trefoil.compute.cpu.Lanes.load;
import static dev.trefoil.compute.cpu.Lanes.store;
import static dev.trefoil.compute.cpu.Memory.getFloat;
import static dev.trefoil.compute.cpu.Memory.setFloat;

import jdk.incubator.vector.FloatVector;

/// The inner loops of attention on the Vector API.
final class VectorAttentionKernels implements AttentionKernels {
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
      long queryRow = query + q * queryStride;
      for (int b = 0; b < blocks; b++) {
        for (int lane = 0; lane < BLOCK; lane += COUNT) {
          long key = keys + 4L * ((long) b * headDim * BLOCK + lane);
          FloatVector sum = FloatVector.zero(SPECIES);
          for (int d = 0; d < headDim; d++) {
            sum = load(key + 4L * BLOCK * d).fma(broadcast(getFloat(queryRow + 4L * d)), sum);
          }
          store(sum, out + q * outStride + 4L * (b * BLOCK + lane));
        }
      }
    }
  }

  @Override
  public float exponentials(long scores, int count) {
    float max = VectorKernels.maximum(scores, count);
    int padded = (int) Memory.roundUp(count, BLOCK);
    for (int i = count; i < padded; i++) {
      setFloat(scores + 4L * i, Float.NEGATIVE_INFINITY);
    }
    for (int i = 0; i < padded; i += COUNT) {
      store(Lanes.exponential(load(scores + 4L * i).sub(max)), scores + 4L * i);
    }
    return 1 / VectorKernels.sum(scores, padded);
  }

  @Override
  public void weighted(
      long weights, long weightStride, int queries, long values, int count, int columns, long out) {
    for (int q = 0; q < queries; q++) {
      for (int c = 0; c < columns; c += COUNT) {
        long target = out + 4L * ((long) q * columns + c);
        FloatVector sum = load(target);
        for (int k = 0; k < count; k++) {
          FloatVector weight = broadcast(getFloat(weights + q * weightStride + 4L * k));
          sum = weight.fma(load(values + 4L * ((long) k * columns + c)), sum);
        }
        store(sum, target);
      }
    }
  }
}
