package dev.trefoil.compute.cpu;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// What the vector kernels share: the machine's vector, sums in a fixed order, the exponential.
/// Loaded only where the module `jdk.incubator.vector` is present.
final class Lanes {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = SPECIES.vectorShape().withLanes(int.class);
  static final int COUNT = SPECIES.length();
  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /// Shuffles that bring lane `i + w` to lane `i`, for `w` = 8, 4, 2, 1 (identity where `w` is not
  /// below the lane count).
  private static final VectorShuffle<Float> BY_8 = down(8);

  private static final VectorShuffle<Float> BY_4 = down(4);
  private static final VectorShuffle<Float> BY_2 = down(2);
  private static final VectorShuffle<Float> BY_1 = down(1);

  private Lanes() {}

  private static VectorShuffle<Float> down(int width) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane + width) % COUNT);
  }

  static FloatVector load(long address) {
    return FloatVector.fromMemorySegment(SPECIES, Memory.ALL, address, ORDER);
  }

  static FloatVector load(long address, VectorMask<Float> mask) {
    return FloatVector.fromMemorySegment(SPECIES, Memory.ALL, address, ORDER, mask);
  }

  static void store(FloatVector vector, long address) {
    vector.intoMemorySegment(Memory.ALL, address, ORDER);
  }

  /// The sum of all lanes, halving the vector each time.
  static float treeSum(FloatVector vector) {
    FloatVector sum = vector;
    if (COUNT >= 16) {
      sum = sum.add(sum.rearrange(BY_8));
    }
    if (COUNT >= 8) {
      sum = sum.add(sum.rearrange(BY_4));
    }
    if (COUNT >= 4) {
      sum = sum.add(sum.rearrange(BY_2));
    }
    sum = sum.add(sum.rearrange(BY_1));
    return sum.lane(0);
  }

  /// [Exponential#of], lane by lane.
  static FloatVector exponential(FloatVector argument) {
    VectorMask<Float> vanishes = argument.compare(VectorOperators.LT, Exponential.LOWEST);
    VectorMask<Float> saturates = argument.compare(VectorOperators.GT, Exponential.HIGHEST);
    FloatVector x = argument.blend(Exponential.HIGHEST, saturates);
    FloatVector shifted = x.fma(broadcast(Exponential.LOG2_E), broadcast(Exponential.ROUND));
    FloatVector n = shifted.sub(Exponential.ROUND);
    FloatVector r = n.fma(broadcast(-Exponential.LN2_HIGH), x);
    r = n.fma(broadcast(-Exponential.LN2_LOW), r);
    FloatVector p = broadcast(Exponential.C0);
    p = p.fma(r, broadcast(Exponential.C1));
    p = p.fma(r, broadcast(Exponential.C2));
    p = p.fma(r, broadcast(Exponential.C3));
    p = p.fma(r, broadcast(Exponential.C4));
    p = p.fma(r, broadcast(Exponential.C5));
    FloatVector y = p.fma(r.mul(r), r).add(1f);
    IntVector scale =
        shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(0x3f800000);
    return y.mul(scale.reinterpretAsFloats()).blend(0f, vanishes);
  }

  static FloatVector broadcast(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }
}
