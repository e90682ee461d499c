package dev.trefoil.drafter.rest;

import dev.trefoil.checkpoint.CheckpointException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The published `.idx` form: chunks until the end of the file, each a `u32` byte count of tokens,
/// `u16` tokens, a `u32` byte count of the suffix array, and `i32` entries, little endian.
///
/// It names no tokenizer and carries no checksum: only the sizes can be checked.
final class PublishedDatastore {
  private static final int TOKEN_BYTES = 2;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private PublishedDatastore() {}

  /// @throws CheckpointException that names file, offset, found and expected
  static List<DatastoreChunk> chunks(Path file, MemorySegment memory) {
    List<DatastoreChunk> chunks = new ArrayList<>();
    long offset = 0;
    do {
      long tokenBytes = byteCount(file, memory, offset, "tokens");
      if (tokenBytes == 0 || tokenBytes % TOKEN_BYTES != 0) {
        throw new CheckpointException(
            "%s: offset %d: %d bytes of tokens in chunk %d; an even number above 0 is expected, so this is no REST datastore"
                .formatted(file, offset, tokenBytes, chunks.size()));
      }
      long length = tokenBytes / TOKEN_BYTES;
      long tokensAt = offset + 4;
      long countAt = tokensAt + tokenBytes;
      long suffixBytes = byteCount(file, memory, countAt, "suffix array");
      if (suffixBytes != 4 * length || length > DatastoreWriter.MAX_CHUNK_TOKENS) {
        throw new CheckpointException(
            "%s: offset %d: a suffix array of %d bytes for %d tokens, %d are expected; this is no REST datastore, or a damaged one"
                .formatted(file, countAt, suffixBytes, length, 4 * length));
      }
      chunks.add(
          new DatastoreChunk(file, memory, tokensAt, countAt + 4, (int) length, TOKEN_BYTES));
      offset = countAt + 4 + suffixBytes;
    } while (offset < memory.byteSize());
    return chunks;
  }

  private static long byteCount(Path file, MemorySegment memory, long offset, String what) {
    long left = memory.byteSize() - offset;
    long count = left < 4 ? 0 : Integer.toUnsignedLong(memory.get(INT, offset));
    if (left < 4 + count) {
      throw new CheckpointException(
          "%s: offset %d: %s of %d bytes and their count, but the file ends after %d; it is cut off or no REST datastore"
              .formatted(file, offset, what, count, left));
    }
    return count;
  }
}
