package dev.trefoil.compute.cpu;

/// How fast all threads together read memory: the limit of a decoding step, which reads every
/// weight once.
public final class ReadBandwidth {
  /// Bytes read, far beyond any cache of the machines at hand.
  private static final long BYTES = 256L << 20;

  private static final int ITEM_BYTES = 1 << 20;
  private static final int REPEATS = 40;

  private ReadBandwidth() {}

  /// Bytes per nanosecond (GB/s), the best of a few sweeps over a buffer that is freed afterwards.
  ///
  /// @param threads threads that read, 0 for all cores
  public static double measure(int threads) {
    int count = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    RowKernels kernels = Kernels.best().rows();
    try (WeightMemory memory = new WeightMemory();
        WorkerPool pool = new WorkerPool(count, () -> {})) {
      long buffer = memory.allocate(BYTES);
      for (long at = 0; at < BYTES; at += 4096) { // a page that was never written is not memory
        Memory.setFloat(buffer + at, 0f);
      }
      Task task =
          (item, thread) -> {
            long address = buffer + (long) ITEM_BYTES * item;
            if (kernels.firstAbove(address, 0, ITEM_BYTES / 4, 1f) != ITEM_BYTES / 4) {
              throw new IllegalStateException("a buffer of zeros holds something else");
            }
          };
      double best = 0;
      for (int i = 0; i < REPEATS; i++) {
        long start = System.nanoTime();
        pool.run(task, (int) (BYTES / ITEM_BYTES), Long.MAX_VALUE);
        best = Math.max(best, (double) BYTES / (System.nanoTime() - start));
      }
      return best;
    }
  }
}
