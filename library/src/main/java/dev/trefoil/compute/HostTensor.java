package dev.trefoil.compute;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A dense row-major tensor in host memory, often a view of a mapped file.
///
/// The view borrows `data`: it is valid while the arena behind the segment is open. Byte order is
/// little-endian and no alignment is assumed. Reading elements is for loading and for tests, not
/// for a decoding step.
///
/// @param type element encoding
/// @param shape extents, outermost first; empty for a scalar
/// @param data exactly `elements * type.bytes()` bytes
@SuppressWarnings("ArrayRecordComponent") // copied in and out; equality below compares contents
public record HostTensor(DataType type, long[] shape, MemorySegment data) {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble F64 =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort I16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public HostTensor {
    shape = shape.clone();
    long expected = Math.multiplyExact(elements(shape), (long) type.bytes());
    if (expected != data.byteSize()) {
      throw new IllegalArgumentException(
          "tensor of shape %s and type %s needs %d bytes but has %d"
              .formatted(Arrays.toString(shape), type, expected, data.byteSize()));
    }
  }

  /// A new heap-backed f32 tensor; the values are copied.
  public static HostTensor of(float[] values, long... shape) {
    return new HostTensor(DataType.F32, shape, MemorySegment.ofArray(values.clone()));
  }

  /// The product of the extents; throws [ArithmeticException] when it does not fit a long.
  public static long elements(long[] shape) {
    long elements = 1;
    for (long extent : shape) {
      if (extent < 0) {
        throw new IllegalArgumentException("negative extent in shape " + Arrays.toString(shape));
      }
      elements = Math.multiplyExact(elements, extent);
    }
    return elements;
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  public long elements() {
    return elements(shape);
  }

  /// Extent of the first dimension, 1 for a scalar.
  public int rows() {
    return shape.length == 0 ? 1 : Math.toIntExact(shape[0]);
  }

  /// Elements of one row: the product of all extents but the first.
  public int columns() {
    return rows() == 0 ? 0 : Math.toIntExact(elements() / rows());
  }

  public boolean hasShape(long... expected) {
    return Arrays.equals(shape, expected);
  }

  /// One element as f32 (exact for bf16, f16 and f32).
  public float get(long index) {
    return switch (type) {
      case F32 -> data.get(F32, index * 4);
      case F64 -> (float) data.get(F64, index * 8);
      case F16 -> Float.float16ToFloat(data.get(I16, index * 2));
      case BF16 -> BFloat16.toFloat(data.get(I16, index * 2));
      case I64 -> data.get(I64, index * 8);
      case I32 -> data.get(I32, index * 4);
      case I16 -> data.get(I16, index * 2);
      case I8 -> data.get(ValueLayout.JAVA_BYTE, index);
      case U8, BOOL -> data.get(ValueLayout.JAVA_BYTE, index) & 0xff;
    };
  }

  /// One element of an integer tensor, exact.
  public long getLong(long index) {
    return switch (type) {
      case I64 -> data.get(I64, index * 8);
      case I32 -> data.get(I32, index * 4);
      case I16 -> data.get(I16, index * 2);
      case I8 -> data.get(ValueLayout.JAVA_BYTE, index);
      case U8, BOOL -> data.get(ValueLayout.JAVA_BYTE, index) & 0xff;
      case F64, F32, F16, BF16 ->
          throw new IllegalStateException("a tensor of " + type + " holds no integers");
    };
  }

  /// All elements as a new f32 array; for tensors of fewer than 2^31 elements.
  public float[] toFloats() {
    float[] values = new float[Math.toIntExact(elements())];
    copyRow(0, values.length, values, 0);
    return values;
  }

  /// Widens `count` elements from element `from` into `target`.
  public void copyRow(long from, int count, float[] target, int offset) {
    if (type == DataType.F32) {
      MemorySegment.copy(data, F32, from * 4, target, offset, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      target[offset + i] = get(from + i);
    }
  }

  /// Lets go of the physical memory behind a view of a mapped file; the next read maps it again.
  /// Without effect on other tensors. For whoever has read a large tensor once and for all.
  public void release() {
    if (data.isMapped()) {
      data.unload();
    }
  }

  /// Rows `[from, to)` of the first dimension as a view of the same memory.
  public HostTensor rowRange(int from, int to) {
    long rowBytes = (long) columns() * type.bytes();
    long count = (long) to - from;
    long[] part = shape.clone();
    part[0] = count;
    return new HostTensor(type, part, data.asSlice(from * rowBytes, count * rowBytes));
  }

  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HostTensor that
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && data.mismatch(that.data) < 0;
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(shape);
  }
}
