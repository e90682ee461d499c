package dev.trefoil.compute.cpu;

/// How the output columns of a linear layer are cut into chunks, one product each.
final class ChunkPlan {
  /// Columns of the widest block of the weight layouts: chunk borders fall on its multiples.
  static final int UNIT = 64;

  /// Aimed-at bytes of a chunk: large enough that a call and its copy of the rows cost little
  /// beside it (8 percent more time with half of it), small enough that threads finish together.
  private static final long CHUNK_BYTES = 1 << 20;

  private ChunkPlan() {}

  /// Chunk borders, from 0 to `out`.
  static int[] borders(int out, int in, int elementBytes, int threads) {
    int units = (out + UNIT - 1) / UNIT;
    long bytes = (long) out * in * elementBytes;
    long wanted = Memory.roundUp(Math.max(1, bytes / CHUNK_BYTES), threads);
    int chunks = (int) Math.min(units, wanted);
    int[] borders = new int[chunks + 1];
    for (int i = 0; i <= chunks; i++) {
      borders[i] = Math.min(out, (int) ((long) units * i / chunks) * UNIT);
    }
    return borders;
  }
}
