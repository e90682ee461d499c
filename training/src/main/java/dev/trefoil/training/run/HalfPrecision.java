package dev.trefoil.training.run;

import dev.trefoil.compute.BFloat16;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Rounds trained weights for those who only read them.
public final class HalfPrecision {
  private static final ValueLayout.OfShort I16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private HalfPrecision() {}

  /// A copy of an f32 tensor in bf16; a tensor of another type as it is.
  public static HostTensor of(HostTensor tensor) {
    if (tensor.type() != DataType.F32) {
      return tensor;
    }
    int elements = Math.toIntExact(tensor.elements());
    MemorySegment data = Arena.ofAuto().allocate(Math.max(1, 2L * elements), 64);
    float[] values = tensor.toFloats();
    for (int i = 0; i < elements; i++) {
      data.set(I16, 2L * i, BFloat16.fromFloat(values[i]));
    }
    return new HostTensor(DataType.BF16, tensor.shape(), data.asSlice(0, 2L * elements));
  }
}
