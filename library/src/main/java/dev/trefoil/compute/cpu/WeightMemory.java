package dev.trefoil.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/// Memory for weights, in large regions that the system may back with huge pages (on Linux): a step
/// reads all of it, and with small pages it waits for address translation. Elsewhere plain memory.
///
/// Bump-allocated, freed as a whole.
final class WeightMemory implements AutoCloseable {
  private static final long HUGE_PAGE = 2 << 20;
  private static final long REGION = 32 << 20;
  private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

  private final Arena arena = Arena.ofShared();
  private final List<long[]> mappings = new ArrayList<>(); // address, bytes
  private long next;
  private long end;

  /// Zeroed memory, aligned to a cache line.
  long allocate(long bytes) {
    long rounded = Memory.roundUp(Math.max(bytes, 1), Memory.ALIGNMENT);
    if (next + rounded > end) {
      long size = Memory.roundUp(Math.max(rounded, REGION), HUGE_PAGE);
      next = region(size);
      end = next + size;
    }
    long address = next;
    next += rounded;
    return address;
  }

  private long region(long size) {
    if (!LINUX) {
      return Memory.allocate(arena, size);
    }
    long mapped = LinuxCalls.map(size + HUGE_PAGE);
    mappings.add(new long[] {mapped, size + HUGE_PAGE});
    long aligned = Memory.roundUp(mapped, HUGE_PAGE);
    LinuxCalls.adviseHugePages(aligned, size);
    return aligned;
  }

  @Override
  public void close() {
    for (long[] mapping : mappings) {
      LinuxCalls.unmap(mapping[0], mapping[1]);
    }
    mappings.clear();
    arena.close();
  }

  /// Linked only on Linux.
  private static final class LinuxCalls {
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int HUGE_PAGES = 14;

    private static final MethodHandle MAP =
        link("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle UNMAP = link("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle ADVISE =
        link("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

    @SuppressWarnings("restricted") // native access is granted to the application as a whole
    private static MethodHandle link(String name, MemoryLayout result, MemoryLayout... arguments) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    static long map(long bytes) {
      long address;
      try {
        address = (long) MAP.invokeExact(0L, bytes, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
      } catch (Throwable t) {
        throw new IllegalStateException(t);
      }
      if (address == -1) {
        throw new OutOfMemoryError(
            "%d MB for weights are not to be had; free memory or take a smaller model or dtype"
                .formatted(bytes >> 20));
      }
      return address;
    }

    static void unmap(long address, long bytes) {
      try {
        int ignored = (int) UNMAP.invokeExact(address, bytes);
      } catch (Throwable t) {
        throw new IllegalStateException(t);
      }
    }

    static void adviseHugePages(long address, long bytes) {
      try {
        int ignored = (int) ADVISE.invokeExact(address, bytes, HUGE_PAGES); // may be refused
      } catch (Throwable t) {
        throw new IllegalStateException(t);
      }
    }
  }
}
