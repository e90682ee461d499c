package dev.trefoil.drafter.rest;

import dev.trefoil.checkpoint.CheckpointException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/// Finds the chunks of a datastore file of this project and checks every byte of it.
final class DatastoreReader {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long SLICE = 1L << 30;

  private final Path file;
  private final MemorySegment memory;

  DatastoreReader(Path file, MemorySegment memory) {
    this.file = file;
    this.memory = memory;
  }

  DatastoreHeader header() {
    byte[] start =
        memory
            .asSlice(0, Math.min(memory.byteSize(), DatastoreHeader.MAGIC.length))
            .toArray(ValueLayout.JAVA_BYTE);
    if (!Arrays.equals(start, DatastoreHeader.MAGIC)) {
      throw new CheckpointException(
          "%s: offset 0: starts with bytes %s, a datastore with %s; make one with 'trefoil datastore build'; a published REST datastore must be named *.idx"
              .formatted(
                  file,
                  HexFormat.of().formatHex(start),
                  HexFormat.of().formatHex(DatastoreHeader.MAGIC)));
    }
    requireRoom(0, DatastoreHeader.BYTES, "the header");
    DatastoreHeader header =
        DatastoreHeader.decode(memory.asSlice(0, DatastoreHeader.BYTES).asByteBuffer(), file);
    if (header.fileBytes() != memory.byteSize()) {
      throw new CheckpointException(
          "%s: offset 40: the header says %d bytes, but the file has %d; it is cut off or was added to, copy or build it again"
              .formatted(file, header.fileBytes(), memory.byteSize()));
    }
    return header;
  }

  List<DatastoreChunk> chunks(DatastoreHeader header) {
    List<DatastoreChunk> chunks = new ArrayList<>();
    long offset = DatastoreHeader.BYTES;
    long tokens = 0;
    while (offset < memory.byteSize()) {
      requireRoom(
          offset, DatastoreHeader.CHUNK_HEADER_BYTES, "the header of chunk " + chunks.size());
      long length = memory.get(LONG, offset);
      if (length < 1 || length > DatastoreWriter.MAX_CHUNK_TOKENS) {
        throw new CheckpointException(
            "%s: offset %d: chunk %d has %d tokens, 1 to %d are allowed; the file is damaged, copy or build it again"
                .formatted(file, offset, chunks.size(), length, DatastoreWriter.MAX_CHUNK_TOKENS));
      }
      long tokensAt = offset + DatastoreHeader.CHUNK_HEADER_BYTES;
      long suffixesAt = tokensAt + DatastoreHeader.paddedTokenBytes(length, header.tokenBytes());
      long end = suffixesAt + 4 * length;
      requireRoom(offset, end - offset, "chunk " + chunks.size());
      requireChecksum(chunks.size(), offset, end);
      chunks.add(
          new DatastoreChunk(
              file, memory, tokensAt, suffixesAt, (int) length, header.tokenBytes()));
      tokens += length;
      offset = end;
    }
    if (chunks.size() != header.chunks() || tokens != header.tokens()) {
      throw new CheckpointException(
          "%s: holds %d tokens in %d chunks, but its header says %d in %d; build it again"
              .formatted(file, tokens, chunks.size(), header.tokens(), header.chunks()));
    }
    return chunks;
  }

  private void requireRoom(long offset, long bytes, String what) {
    if (bytes > memory.byteSize() - offset) {
      throw new CheckpointException(
          "%s: offset %d: %s needs %d bytes, but the file ends after %d; it is cut off, copy or build it again"
              .formatted(file, offset, what, bytes, memory.byteSize() - offset));
    }
  }

  private void requireChecksum(int chunk, long offset, long end) {
    CRC32C sum = new CRC32C();
    sum.update(memory.asSlice(offset, 8).asByteBuffer());
    for (long at = offset + DatastoreHeader.CHUNK_HEADER_BYTES; at < end; at += SLICE) {
      sum.update(memory.asSlice(at, Math.min(SLICE, end - at)).asByteBuffer());
    }
    long expected = memory.get(LONG, offset + 8);
    if (sum.getValue() != expected) {
      throw new CheckpointException(
          "%s: offset %d: chunk %d has checksum %08x, expected %08x; the file is damaged, copy or build it again"
              .formatted(file, offset, chunk, sum.getValue(), expected));
    }
  }
}
