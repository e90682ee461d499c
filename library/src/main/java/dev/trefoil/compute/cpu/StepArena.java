package dev.trefoil.compute.cpu;

import java.lang.foreign.Arena;
import java.util.Arrays;

/// Bump-allocated memory of one step: a chain of slabs and a pool of matrix handles, both of which
/// stay for the next step. Grows, never shrinks; in steady state it allocates nothing.
///
/// Owned by one thread at a time.
final class StepArena implements AutoCloseable {
  private static final long FIRST_SLAB = 1 << 20;
  private static final long LARGEST_USUAL_SLAB = 16 << 20;
  private static final int SLAB_SHIFT = 44;

  private final Arena arena = Arena.ofShared();
  private long[] slabAddress = new long[4];
  private long[] slabBytes = new long[4];
  private int slabs;
  private int slab;
  private long offset;
  private CpuMatrix[] handles = new CpuMatrix[64];
  private int made;
  private int used;
  private final int narrowBytes;

  /// @param narrowBytes bytes of an element in the format of the products, 0 if that is f32
  StepArena(int narrowBytes) {
    this.narrowBytes = narrowBytes;
  }

  /// Position, ascending with every allocation.
  long mark() {
    return ((long) slab << SLAB_SHIFT) | offset;
  }

  /// Returns to an earlier position; later matrices become invalid.
  void release(long mark) {
    if (mark < 0 || mark > mark()) {
      throw new IllegalArgumentException(
          "mark %d is not an earlier position of this step (now %d)".formatted(mark, mark()));
    }
    slab = (int) (mark >>> SLAB_SHIFT);
    offset = mark & ((1L << SLAB_SHIFT) - 1);
    while (used > 0 && handles[used - 1].start >= mark) {
      handles[--used].invalidate();
    }
  }

  /// Undefined memory, aligned to a cache line.
  long allocate(long bytes) {
    long rounded = Memory.roundUp(bytes, Memory.ALIGNMENT);
    while (slab < slabs && offset + rounded > slabBytes[slab]) {
      slab++;
      offset = 0;
    }
    if (slab == slabs) {
      grow(rounded);
    }
    long address = slabAddress[slab] + offset;
    offset += rounded;
    return address;
  }

  /// A matrix with undefined entries.
  CpuMatrix matrix(int rows, int columns) {
    long start = mark();
    long address = allocate(CpuMatrix.bytes(rows, columns, narrowBytes));
    if (used == made) {
      if (made == handles.length) {
        handles = Arrays.copyOf(handles, 2 * made);
      }
      handles[made++] = new CpuMatrix();
    }
    CpuMatrix matrix = handles[used++];
    matrix.assign(rows, columns, address, narrowBytes, start);
    return matrix;
  }

  private void grow(long bytes) {
    if (slabs == slabAddress.length) {
      slabAddress = Arrays.copyOf(slabAddress, 2 * slabs);
      slabBytes = Arrays.copyOf(slabBytes, 2 * slabs);
    }
    long size = slabs == 0 ? FIRST_SLAB : Math.min(2 * slabBytes[slabs - 1], LARGEST_USUAL_SLAB);
    size = Memory.roundUp(Math.max(size, bytes), 4096);
    slabAddress[slabs] = Memory.allocate(arena, size);
    slabBytes[slabs] = size;
    slab = slabs++;
    offset = 0;
  }

  @Override
  public void close() {
    arena.close();
  }
}
