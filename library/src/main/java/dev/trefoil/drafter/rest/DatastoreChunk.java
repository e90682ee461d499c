package dev.trefoil.drafter.rest;

import dev.trefoil.checkpoint.CheckpointException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/// Tokens of a part of a datastore and their suffix array, in mapped memory. Immutable; valid while
/// its datastore is open.
final class DatastoreChunk {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final MemorySegment memory;
  private final long tokensAt;
  private final long suffixesAt;
  private final int length;
  private final boolean wide;

  /// @param memory the whole file
  /// @param tokensAt offset of the tokens, `suffixesAt` that of the suffix array
  DatastoreChunk(
      Path file, MemorySegment memory, long tokensAt, long suffixesAt, int length, int tokenBytes) {
    this.file = file;
    this.memory = memory;
    this.tokensAt = tokensAt;
    this.suffixesAt = suffixesAt;
    this.length = length;
    this.wide = tokenBytes == 4;
  }

  /// Number of tokens, and of suffixes.
  int length() {
    return length;
  }

  int token(int position) {
    return wide
        ? memory.get(INT, tokensAt + 4L * position)
        : memory.get(SHORT, tokensAt + 2L * position) & 0xffff;
  }

  /// Where the suffix of that rank begins.
  ///
  /// @throws CheckpointException if the file names a place outside the chunk
  int suffix(int rank) {
    int position = memory.get(INT, suffixesAt + 4L * rank);
    if (position < 0 || position >= length) {
      throw new CheckpointException(
          "%s: offset %d: the suffix array points to token %d of %d; the file is damaged, copy or build it again"
              .formatted(file, suffixesAt + 4L * rank, position, length));
    }
    return position;
  }

  /// Rank of the first suffix that begins with `pattern[from..to)` and goes on after it. Where
  /// there is none, some other rank, up to [#length()].
  int first(int[] pattern, int from, int to) {
    int low = 0;
    int high = length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(suffix(middle), pattern, from, to) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Whether the pattern stands somewhere with a token after it.
  boolean continues(int[] pattern, int from, int to) {
    int rank = first(pattern, from, to);
    // the one suffix that ends with the pattern comes before those that go on
    boolean ends = rank < length && suffix(rank) + (to - from) == length;
    return matches(ends ? rank + 1 : rank, pattern, from, to);
  }

  boolean matches(int rank, int[] pattern, int from, int to) {
    return rank < length && compare(suffix(rank), pattern, from, to) == 0;
  }

  /// The rank after the last suffix that begins with the pattern.
  ///
  /// @param first a rank whose suffix does
  int end(int first, int[] pattern, int from, int to) {
    int low = first; // matches
    int step = 1;
    while (low + step < length && matches(low + step, pattern, from, to)) {
      low += step;
      step = Math.min(2 * step, 1 << 29);
    }
    int high = Math.min(length, low + step); // does not match
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (matches(middle, pattern, from, to)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /// Below 0, 0 or above 0: the suffix comes before the pattern, begins with it, comes after it.
  private int compare(int position, int[] pattern, int from, int to) {
    int count = Math.min(to - from, length - position);
    for (int i = 0; i < count; i++) {
      int found = token(position + i);
      if (found != pattern[from + i]) {
        return found < pattern[from + i] ? -1 : 1;
      }
    }
    return count < to - from ? -1 : 0;
  }

  /// The largest token id; reads the whole chunk.
  int largestToken() {
    int largest = -1;
    for (int i = 0; i < length; i++) {
      largest = Math.max(largest, token(i));
    }
    return largest;
  }
}
