package dev.trefoil.compute.cpu;

import static dev.trefoil.compute.cpu.Lanes.COUNT;
import static dev.trefoil.compute.cpu.Lanes.SPECIES;
import static dev.trefoil.compute.cpu.Lanes.broadcast;
import static dev.trefoil.compute.cpu.Lanes.load;
import static dev.trefoil.compute.cpu.Lanes.store;
import static dev.trefoil.compute.cpu.Memory.getFloat;
import static dev.trefoil.compute.cpu.Memory.setFloat;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// The inner loops of attention on the Vector API, in register tiles: four queries share the load
/// of a key or value. A tile changes which results are computed together, not how any of them is.
///
/// What is broadcast comes from a heap array: an off-heap scalar access costs the compiler so many
/// nodes that it gives up on the tile and boxes every vector.
final class VectorAttentionKernels implements AttentionKernels {
  /// Queries that share a key.
  private static final int TILE = 4;

  private static final long BLOCK_BYTES = 4L * BLOCK;

  @Override
  public void loadScaled(long x, float factor, float[] s, int out, int n) {
    int full = SPECIES.loopBound(n);
    for (int i = 0; i < full; i += COUNT) {
      load(x + 4L * i).mul(factor).intoArray(s, out + i);
    }
    for (int i = full; i < n; i++) {
      s[out + i] = getFloat(x + 4L * i) * factor;
    }
  }

  @Override
  public void storeScaled(float[] s, int x, float factor, long out, int n) {
    int full = SPECIES.loopBound(n);
    for (int i = 0; i < full; i += COUNT) {
      store(FloatVector.fromArray(SPECIES, s, x + i).mul(factor), out + 4L * i);
    }
    for (int i = full; i < n; i++) {
      setFloat(out + 4L * i, s[x + i] * factor);
    }
  }

  @Override
  public void scores(
      float[] s, int query, int queries, long keys, int blocks, int headDim, int out, int stride) {
    int vectors = blocks * (BLOCK / COUNT);
    int v = 0;
    for (; v + 1 < vectors; v += 2) {
      long first = keyVector(keys, v, headDim);
      long second = keyVector(keys, v + 1, headDim);
      int target = out + COUNT * v;
      int q = 0;
      for (; q + TILE <= queries; q += TILE) {
        scoreTile(s, query + q * headDim, first, second, headDim, target + q * stride, stride);
      }
      for (; q < queries; q++) {
        scorePair(s, query + q * headDim, first, second, headDim, target + q * stride);
      }
    }
    if (v < vectors) {
      long key = keyVector(keys, v, headDim);
      for (int q = 0; q < queries; q++) {
        scoreOne(s, query + q * headDim, key, headDim, out + COUNT * v + q * stride);
      }
    }
  }

  /// Address of the `v`-th vector of slots: its block, and its place in the block.
  private static long keyVector(long keys, int v, int headDim) {
    int perBlock = BLOCK / COUNT;
    return keys + BLOCK_BYTES * headDim * (v / perBlock) + 4L * COUNT * (v % perBlock);
  }

  /// Four queries against two vectors of slots.
  private static void scoreTile(
      float[] s, int query, long first, long second, int headDim, int out, int stride) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    for (int d = 0; d < headDim; d++) {
      FloatVector k0 = load(first + BLOCK_BYTES * d);
      FloatVector k1 = load(second + BLOCK_BYTES * d);
      FloatVector q0 = broadcast(s[query + d]);
      FloatVector q1 = broadcast(s[query + headDim + d]);
      FloatVector q2 = broadcast(s[query + 2 * headDim + d]);
      FloatVector q3 = broadcast(s[query + 3 * headDim + d]);
      a0 = k0.fma(q0, a0);
      b0 = k1.fma(q0, b0);
      a1 = k0.fma(q1, a1);
      b1 = k1.fma(q1, b1);
      a2 = k0.fma(q2, a2);
      b2 = k1.fma(q2, b2);
      a3 = k0.fma(q3, a3);
      b3 = k1.fma(q3, b3);
    }
    a0.intoArray(s, out);
    b0.intoArray(s, out + COUNT);
    a1.intoArray(s, out + stride);
    b1.intoArray(s, out + stride + COUNT);
    a2.intoArray(s, out + 2 * stride);
    b2.intoArray(s, out + 2 * stride + COUNT);
    a3.intoArray(s, out + 3 * stride);
    b3.intoArray(s, out + 3 * stride + COUNT);
  }

  private static void scorePair(
      float[] s, int query, long first, long second, int headDim, int out) {
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = a;
    for (int d = 0; d < headDim; d++) {
      FloatVector q = broadcast(s[query + d]);
      a = load(first + BLOCK_BYTES * d).fma(q, a);
      b = load(second + BLOCK_BYTES * d).fma(q, b);
    }
    a.intoArray(s, out);
    b.intoArray(s, out + COUNT);
  }

  private static void scoreOne(float[] s, int query, long key, int headDim, int out) {
    FloatVector a = FloatVector.zero(SPECIES);
    for (int d = 0; d < headDim; d++) {
      a = load(key + BLOCK_BYTES * d).fma(broadcast(s[query + d]), a);
    }
    a.intoArray(s, out);
  }

  @Override
  public float exponentials(float[] s, int scores, int count) {
    int padded = (int) Memory.roundUp(count, BLOCK);
    Arrays.fill(s, scores + count, scores + padded, Float.NEGATIVE_INFINITY);
    FloatVector most = broadcast(Float.NEGATIVE_INFINITY);
    for (int i = 0; i < padded; i += COUNT) {
      most = most.max(FloatVector.fromArray(SPECIES, s, scores + i));
    }
    float max = most.reduceLanes(VectorOperators.MAX);
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; i < padded; i += COUNT) {
      FloatVector score = FloatVector.fromArray(SPECIES, s, scores + i);
      FloatVector e = Lanes.exponential(score.sub(max));
      e.intoArray(s, scores + i);
      sum = sum.add(e);
    }
    return 1 / Lanes.treeSum(sum);
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
    if (count <= 0) {
      return;
    }
    int c = 0;
    for (; c + 4 * COUNT <= columns; c += 4 * COUNT) {
      long value = values + 4L * c;
      int q = 0;
      for (; q + 2 <= queries; q += 2) {
        int target = out + q * columns + c;
        weightedTile(s, weights + q * stride, stride, value, count, columns, target);
      }
      for (; q < queries; q++) {
        weightedFour(s, weights + q * stride, value, count, columns, out + q * columns + c);
      }
    }
    for (; c < columns; c += COUNT) {
      for (int q = 0; q < queries; q++) {
        int target = out + q * columns + c;
        weightedOne(s, weights + q * stride, values + 4L * c, count, columns, target);
      }
    }
  }

  /// Two queries times four vectors of columns: whole values are read one after the other, which is
  /// what the memory's prefetcher expects.
  private static void weightedTile(
      float[] s, int weights, int stride, long values, int count, int columns, int out) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, s, out);
    FloatVector a1 = FloatVector.fromArray(SPECIES, s, out + COUNT);
    FloatVector a2 = FloatVector.fromArray(SPECIES, s, out + 2 * COUNT);
    FloatVector a3 = FloatVector.fromArray(SPECIES, s, out + 3 * COUNT);
    int second = out + columns;
    FloatVector b0 = FloatVector.fromArray(SPECIES, s, second);
    FloatVector b1 = FloatVector.fromArray(SPECIES, s, second + COUNT);
    FloatVector b2 = FloatVector.fromArray(SPECIES, s, second + 2 * COUNT);
    FloatVector b3 = FloatVector.fromArray(SPECIES, s, second + 3 * COUNT);
    for (int k = 0; k < count; k++) {
      long value = values + 4L * columns * k;
      FloatVector v0 = load(value);
      FloatVector v1 = load(value + 4L * COUNT);
      FloatVector v2 = load(value + 8L * COUNT);
      FloatVector v3 = load(value + 12L * COUNT);
      FloatVector w0 = broadcast(s[weights + k]);
      FloatVector w1 = broadcast(s[weights + stride + k]);
      a0 = v0.fma(w0, a0);
      a1 = v1.fma(w0, a1);
      a2 = v2.fma(w0, a2);
      a3 = v3.fma(w0, a3);
      b0 = v0.fma(w1, b0);
      b1 = v1.fma(w1, b1);
      b2 = v2.fma(w1, b2);
      b3 = v3.fma(w1, b3);
    }
    a0.intoArray(s, out);
    a1.intoArray(s, out + COUNT);
    a2.intoArray(s, out + 2 * COUNT);
    a3.intoArray(s, out + 3 * COUNT);
    b0.intoArray(s, second);
    b1.intoArray(s, second + COUNT);
    b2.intoArray(s, second + 2 * COUNT);
    b3.intoArray(s, second + 3 * COUNT);
  }

  /// One query times four vectors of columns.
  private static void weightedFour(
      float[] s, int weights, long values, int count, int columns, int out) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, s, out);
    FloatVector a1 = FloatVector.fromArray(SPECIES, s, out + COUNT);
    FloatVector a2 = FloatVector.fromArray(SPECIES, s, out + 2 * COUNT);
    FloatVector a3 = FloatVector.fromArray(SPECIES, s, out + 3 * COUNT);
    for (int k = 0; k < count; k++) {
      long value = values + 4L * columns * k;
      FloatVector w = broadcast(s[weights + k]);
      a0 = load(value).fma(w, a0);
      a1 = load(value + 4L * COUNT).fma(w, a1);
      a2 = load(value + 8L * COUNT).fma(w, a2);
      a3 = load(value + 12L * COUNT).fma(w, a3);
    }
    a0.intoArray(s, out);
    a1.intoArray(s, out + COUNT);
    a2.intoArray(s, out + 2 * COUNT);
    a3.intoArray(s, out + 3 * COUNT);
  }

  private static void weightedOne(
      float[] s, int weights, long values, int count, int columns, int out) {
    FloatVector a = FloatVector.fromArray(SPECIES, s, out);
    for (int k = 0; k < count; k++) {
      a = load(values + 4L * columns * k).fma(broadcast(s[weights + k]), a);
    }
    a.intoArray(s, out);
  }
}
