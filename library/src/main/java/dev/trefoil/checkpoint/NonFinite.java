package dev.trefoil.checkpoint;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;

/// A weight that is a NaN or an infinity.
///
/// The search works on 64 bits at a time: with the exponent bits of each lane isolated, adding one
/// unit of the exponent carries into the sign bit exactly when all of them are set.
///
/// @param tensor its name
/// @param index element, counted in row-major order
public record NonFinite(String tensor, long index, float value) {
  private static final int BLOCK = 8192;

  /// The first one in the order of the map.
  static Optional<NonFinite> first(Map<String, HostTensor> tensors) {
    long[] block = new long[BLOCK];
    for (Map.Entry<String, HostTensor> entry : tensors.entrySet()) {
      long index = firstIn(entry.getValue(), block);
      if (index >= 0) {
        return Optional.of(new NonFinite(entry.getKey(), index, entry.getValue().get(index)));
      }
      entry.getValue().release();
    }
    return Optional.empty();
  }

  /// Index of the first element that is not finite, or -1.
  static long firstIn(HostTensor tensor) {
    return firstIn(tensor, new long[BLOCK]);
  }

  private static long firstIn(HostTensor tensor, long[] block) {
    if (!tensor.type().isFloat()) {
      return -1;
    }
    long exponent = exponentBits(tensor.type());
    int width = tensor.type().bytes();
    MemorySegment data = tensor.data();
    long bytes = data.byteSize();
    for (long from = 0; from < bytes; from += BLOCK * 8L) {
      long end = Math.min(bytes, from + BLOCK * 8L);
      int count = (int) ((end - from) / 8);
      MemorySegment.copy(data, ValueLayout.JAVA_LONG_UNALIGNED, from, block, 0, count);
      boolean hasTail = from + count * 8L < end;
      if (hasTail || suspicious(block, count, exponent)) {
        for (long i = from / width; i < end / width; i++) {
          if (!isFinite(tensor, i)) {
            return i;
          }
        }
      }
    }
    return -1;
  }

  private static long exponentBits(DataType type) {
    return switch (type) {
      case F64 -> 0x7ff0_0000_0000_0000L;
      case F32 -> 0x7f80_0000_7f80_0000L;
      case BF16 -> 0x7f80_7f80_7f80_7f80L;
      case F16 -> 0x7c00_7c00_7c00_7c00L;
      case I64, I32, I16, I8, U8, BOOL -> 0;
    };
  }

  private static boolean isFinite(HostTensor tensor, long index) {
    return tensor.type() == DataType.F64
        ? Double.isFinite(tensor.data().get(ValueLayout.JAVA_DOUBLE_UNALIGNED, index * 8))
        : Float.isFinite(tensor.get(index));
  }

  private static boolean suspicious(long[] block, int count, long exponent) {
    // The lowest bit of every lane's exponent: its own bits without those shifted up by one.
    long unit = exponent & ~(exponent << 1);
    long carries = 0;
    for (int i = 0; i < count; i++) {
      carries |= (block[i] & exponent) + unit;
    }
    long signs = (exponent << 1) & ~exponent;
    return (carries & signs) != 0;
  }

  /// For example `tensor "a.weight" holds NaN at element 17; ...`.
  String describe() {
    return "tensor %s holds %s at element %d; the file is damaged or its training diverged"
        .formatted(Printable.quoted(tensor), value, index);
  }
}
