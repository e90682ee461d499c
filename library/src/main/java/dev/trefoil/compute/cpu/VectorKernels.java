package dev.trefoil.compute.cpu;

import static dev.trefoil.compute.cpu.Lanes.COUNT;
import static dev.trefoil.compute.cpu.Lanes.INTS;
import static dev.trefoil.compute.cpu.Lanes.ORDER;
import static dev.trefoil.compute.cpu.Lanes.SPECIES;
import static dev.trefoil.compute.cpu.Lanes.load;
import static dev.trefoil.compute.cpu.Lanes.store;
import static dev.trefoil.compute.cpu.Memory.ALL;
import static dev.trefoil.compute.cpu.Memory.getFloat;
import static dev.trefoil.compute.cpu.Memory.setFloat;

import dev.trefoil.compute.BFloat16;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Row kernels on the Vector API. Only operations whose result IEEE 754 fixes are used (no
/// cross-lane float reduction, no transcendental intrinsic), so interpreted and compiled code
/// agree.
final class VectorKernels implements RowKernels {
  private static final int UNROLL = 4;
  private static final VectorSpecies<Short> SHORTS =
      VectorShape.forBitSize(SPECIES.vectorBitSize() / 2).withLanes(short.class);

  /// Vectors of at least 64 bits exist, so 8-bit lanes are stored from machines of 256 bits on.
  private static final boolean BYTES = SPECIES.vectorBitSize() >= 256;

  private static final VectorSpecies<Byte> BYTE_LANES =
      VectorShape.forBitSize(Math.max(64, SPECIES.vectorBitSize() / 4)).withLanes(byte.class);

  @Override
  public void add(long x, long y, int n) {
    int full = SPECIES.loopBound(n);
    for (int i = 0; i < full; i += COUNT) {
      store(load(x + 4L * i).add(load(y + 4L * i)), x + 4L * i);
    }
    for (int i = full; i < n; i++) {
      setFloat(x + 4L * i, getFloat(x + 4L * i) + getFloat(y + 4L * i));
    }
  }

  @Override
  public void norm(long x, long gain, long y, int n, float epsilon) {
    float inverse = (float) (1 / Math.sqrt(dot(x, x, n) / n + epsilon));
    int full = SPECIES.loopBound(n);
    for (int i = 0; i < full; i += COUNT) {
      store(load(x + 4L * i).mul(inverse).mul(load(gain + 4L * i)), y + 4L * i);
    }
    for (int i = full; i < n; i++) {
      setFloat(y + 4L * i, getFloat(x + 4L * i) * inverse * getFloat(gain + 4L * i));
    }
  }

  @Override
  public float dot(long x, long y, int n) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    int i = 0;
    for (; i <= n - UNROLL * COUNT; i += UNROLL * COUNT) {
      a0 = load(x + 4L * i).fma(load(y + 4L * i), a0);
      a1 = load(x + 4L * (i + COUNT)).fma(load(y + 4L * (i + COUNT)), a1);
      a2 = load(x + 4L * (i + 2 * COUNT)).fma(load(y + 4L * (i + 2 * COUNT)), a2);
      a3 = load(x + 4L * (i + 3 * COUNT)).fma(load(y + 4L * (i + 3 * COUNT)), a3);
    }
    if (i < n) {
      a0 = tail(x, i, n).fma(tail(y, i, n), a0);
      a1 = tail(x, i + COUNT, n).fma(tail(y, i + COUNT, n), a1);
      a2 = tail(x, i + 2 * COUNT, n).fma(tail(y, i + 2 * COUNT, n), a2);
      a3 = tail(x, i + 3 * COUNT, n).fma(tail(y, i + 3 * COUNT, n), a3);
    }
    return Lanes.treeSum(a0.add(a1).add(a2.add(a3)));
  }

  @Override
  public void scale(long x, float factor, long y, int n) {
    int full = SPECIES.loopBound(n);
    for (int i = 0; i < full; i += COUNT) {
      store(load(x + 4L * i).mul(factor), y + 4L * i);
    }
    for (int i = full; i < n; i++) {
      setFloat(y + 4L * i, getFloat(x + 4L * i) * factor);
    }
  }

  static float sum(long x, int n) {
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    int i = 0;
    for (; i <= n - UNROLL * COUNT; i += UNROLL * COUNT) {
      a0 = a0.add(load(x + 4L * i));
      a1 = a1.add(load(x + 4L * (i + COUNT)));
      a2 = a2.add(load(x + 4L * (i + 2 * COUNT)));
      a3 = a3.add(load(x + 4L * (i + 3 * COUNT)));
    }
    if (i < n) {
      a0 = a0.add(tail(x, i, n));
      a1 = a1.add(tail(x, i + COUNT, n));
      a2 = a2.add(tail(x, i + 2 * COUNT, n));
      a3 = a3.add(tail(x, i + 3 * COUNT, n));
    }
    return Lanes.treeSum(a0.add(a1).add(a2.add(a3)));
  }

  /// Elements from `i` on, zero from `n` on: adding them changes no accumulator.
  private static FloatVector tail(long x, int i, int n) {
    if (i + COUNT <= n) {
      return load(x + 4L * i);
    }
    return i >= n ? FloatVector.zero(SPECIES) : load(x + 4L * i, SPECIES.indexInRange(i, n));
  }

  @Override
  public void swiglu(long gate, long up, long out, int n) {
    int full = SPECIES.loopBound(n);
    for (int i = 0; i < full; i += COUNT) {
      FloatVector g = load(gate + 4L * i);
      FloatVector denominator = Lanes.exponential(g.neg()).add(1f);
      store(g.div(denominator).mul(load(up + 4L * i)), out + 4L * i);
    }
    for (int i = full; i < n; i++) {
      float g = getFloat(gate + 4L * i);
      setFloat(out + 4L * i, g / (Exponential.of(-g) + 1f) * getFloat(up + 4L * i));
    }
  }

  @Override
  public void silu(long x, int n) {
    int full = SPECIES.loopBound(n);
    for (int i = 0; i < full; i += COUNT) {
      FloatVector value = load(x + 4L * i);
      store(value.div(Lanes.exponential(value.neg()).add(1f)), x + 4L * i);
    }
    for (int i = full; i < n; i++) {
      ScalarKernels.siluOne(x + 4L * i);
    }
  }

  @Override
  public void softmax(long x, long y, int n) {
    float max = maximum(x, n);
    int full = SPECIES.loopBound(n);
    for (int i = 0; i < full; i += COUNT) {
      store(Lanes.exponential(load(x + 4L * i).sub(max)), y + 4L * i);
    }
    for (int i = full; i < n; i++) {
      setFloat(y + 4L * i, Exponential.of(getFloat(x + 4L * i) - max));
    }
    float inverse = 1 / sum(y, n);
    for (int i = 0; i < full; i += COUNT) {
      store(load(y + 4L * i).mul(inverse), y + 4L * i);
    }
    for (int i = full; i < n; i++) {
      setFloat(y + 4L * i, getFloat(y + 4L * i) * inverse);
    }
  }

  /// The largest entry, NaN if there is one; exact in any order.
  static float maximum(long x, int n) {
    FloatVector m0 = Lanes.broadcast(Float.NEGATIVE_INFINITY);
    FloatVector m1 = m0;
    int i = 0;
    for (; i <= n - 2 * COUNT; i += 2 * COUNT) {
      m0 = m0.max(load(x + 4L * i));
      m1 = m1.max(load(x + 4L * (i + COUNT)));
    }
    float max = m0.max(m1).reduceLanes(VectorOperators.MAX);
    for (; i < n; i++) {
      max = Math.max(max, getFloat(x + 4L * i));
    }
    return max;
  }

  @Override
  public void rotate(long head, float[] cosine, float[] sine, int tableOffset, int half) {
    int full = SPECIES.loopBound(half);
    for (int j = 0; j < full; j += COUNT) {
      FloatVector c = FloatVector.fromArray(SPECIES, cosine, tableOffset + j);
      FloatVector s = FloatVector.fromArray(SPECIES, sine, tableOffset + j);
      FloatVector a = load(head + 4L * j);
      FloatVector b = load(head + 4L * (j + half));
      store(b.neg().fma(s, a.mul(c)), head + 4L * j);
      store(a.fma(s, b.mul(c)), head + 4L * (j + half));
    }
    for (int j = full; j < half; j++) {
      ScalarKernels.rotateOne(head, cosine[tableOffset + j], sine[tableOffset + j], j, half);
    }
  }

  @Override
  public void narrow(long x, long out, int n) {
    int full = SPECIES.loopBound(n);
    for (int i = 0; i < full; i += COUNT) {
      FloatVector value = load(x + 4L * i);
      IntVector bits = value.reinterpretAsInts();
      IntVector upper = bits.lanewise(VectorOperators.LSHR, 16);
      IntVector rounded = bits.add(upper.and(1).add(0x7fff)).lanewise(VectorOperators.LSHR, 16);
      VectorMask<Integer> nan = value.test(VectorOperators.IS_NAN).cast(INTS);
      IntVector result = rounded.blend(upper.or(0x40), nan);
      ShortVector shorts = (ShortVector) result.convertShape(VectorOperators.I2S, SHORTS, 0);
      shorts.intoMemorySegment(ALL, out + 2L * i, ORDER);
    }
    for (int i = full; i < n; i++) {
      ALL.set(Memory.SHORT, out + 2L * i, BFloat16.fromFloat(getFloat(x + 4L * i)));
    }
  }

  @Override
  public void widen(long x, long out, int n) {
    int full = SPECIES.loopBound(n);
    for (int i = 0; i < full; i += COUNT) {
      ShortVector shorts = ShortVector.fromMemorySegment(SHORTS, ALL, x + 2L * i, ORDER);
      IntVector bits = (IntVector) shorts.convertShape(VectorOperators.S2I, INTS, 0);
      store(bits.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), out + 4L * i);
    }
    for (int i = full; i < n; i++) {
      setFloat(out + 4L * i, BFloat16.toFloat(ALL.get(Memory.SHORT, x + 2L * i)));
    }
  }

  @Override
  public float quantise(long x, long out, int n) {
    int full = BYTES ? SPECIES.loopBound(n) : 0;
    FloatVector largestLanes = FloatVector.zero(SPECIES);
    for (int i = 0; i < full; i += COUNT) {
      largestLanes = largestLanes.max(load(x + 4L * i).abs());
    }
    float largest = largestLanes.reduceLanes(VectorOperators.MAX);
    for (int i = full; i < n; i++) {
      largest = Math.max(largest, Math.abs(getFloat(x + 4L * i)));
    }
    float inverse = ScalarKernels.inverseScale(largest);
    for (int i = 0; i < full; i += COUNT) {
      FloatVector scaled = load(x + 4L * i).mul(inverse);
      FloatVector rounded = scaled.add(Exponential.ROUND).sub(Exponential.ROUND);
      ByteVector bytes = (ByteVector) rounded.convertShape(VectorOperators.F2B, BYTE_LANES, 0);
      bytes.intoMemorySegment(ALL, out + i, ORDER);
    }
    for (int i = full; i < n; i++) {
      float scaled = getFloat(x + 4L * i) * inverse;
      byte rounded = (byte) (scaled + Exponential.ROUND - Exponential.ROUND);
      ALL.set(ValueLayout.JAVA_BYTE, out + i, rounded);
    }
    return largest / 127f;
  }

  @Override
  public void rescale(long y, float rowScale, long columnScales, int n) {
    int full = SPECIES.loopBound(n);
    for (int i = 0; i < full; i += COUNT) {
      store(load(y + 4L * i).mul(rowScale).mul(load(columnScales + 4L * i)), y + 4L * i);
    }
    for (int i = full; i < n; i++) {
      float value = getFloat(y + 4L * i) * rowScale * getFloat(columnScales + 4L * i);
      setFloat(y + 4L * i, value);
    }
  }

  @Override
  public int argmax(long x, int n) {
    float max = maximum(x, n);
    if (Float.isNaN(max)) {
      return -1;
    }
    int full = SPECIES.loopBound(n);
    for (int i = 0; i < full; i += COUNT) {
      VectorMask<Float> hit = load(x + 4L * i).compare(VectorOperators.EQ, max);
      if (hit.anyTrue()) {
        return i + hit.firstTrue();
      }
    }
    for (int i = full; i < n; i++) {
      if (getFloat(x + 4L * i) == max) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int firstAbove(long x, int from, int n, float threshold) {
    int i = from;
    for (; i <= n - COUNT; i += COUNT) {
      VectorMask<Float> hit = load(x + 4L * i).compare(VectorOperators.GT, threshold);
      if (hit.anyTrue()) {
        return i + hit.firstTrue();
      }
    }
    while (i < n && !(getFloat(x + 4L * i) > threshold)) {
      i++;
    }
    return i;
  }
}
