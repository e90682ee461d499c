package dev.trefoil.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// Gives back the resident pages of a mapped file once its tensors have been copied, so that a
/// loaded model does not count twice. The mapping stays valid: a later access reads the file again.
final class MappedPages {
  private static final long PAGE = 4096;

  /// `MADV_DONTNEED` of Linux.
  private static final int DONT_NEED = 4;

  private static final @Nullable MethodHandle ADVISE = link();

  private MappedPages() {}

  @SuppressWarnings("restricted") // native access is granted to the application as a whole
  private static @Nullable MethodHandle link() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return null;
    }
    FunctionDescriptor signature = FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    return Linker.nativeLinker()
        .defaultLookup()
        .find("madvise")
        .map(symbol -> Linker.nativeLinker().downcallHandle(symbol, signature))
        .orElse(null);
  }

  /// Only for segments that map a file; anonymous memory would lose its contents and is left alone.
  static void release(MemorySegment data) {
    MethodHandle advise = ADVISE;
    if (advise == null || !data.isMapped()) {
      return;
    }
    long from = Memory.roundUp(data.address(), PAGE);
    long end = (data.address() + data.byteSize()) / PAGE * PAGE;
    if (end > from) {
      try {
        int ignored =
            (int) advise.invokeExact(from, end - from, DONT_NEED); // advice may be refused
      } catch (Throwable t) {
        throw new IllegalStateException(t);
      }
    }
  }
}
