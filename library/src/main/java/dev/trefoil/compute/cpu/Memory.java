package dev.trefoil.compute.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Off-heap memory by raw address, as the kernels and oneDNN see it.
///
/// Nothing here is bounds-checked: whoever computes an address has validated the shapes behind it.
final class Memory {
  /// Bytes to which every allocation is aligned: a cache line and the widest vector.
  static final int ALIGNMENT = 64;

  /// All addresses. A constant of unlimited size, so that the compiler drops the bounds checks.
  @SuppressWarnings("restricted") // native access is granted to the application as a whole
  static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private Memory() {}

  static long allocate(Arena arena, long bytes) {
    return arena.allocate(Math.max(bytes, ALIGNMENT), ALIGNMENT).address();
  }

  static float getFloat(long address) {
    return ALL.get(FLOAT, address);
  }

  static void setFloat(long address, float value) {
    ALL.set(FLOAT, address, value);
  }

  static void copy(long from, long to, long bytes) {
    MemorySegment.copy(ALL, from, ALL, to, bytes);
  }

  static long roundUp(long value, long multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }
}
