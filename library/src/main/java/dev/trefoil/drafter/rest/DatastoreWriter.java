package dev.trefoil.drafter.rest;

import dev.trefoil.checkpoint.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;

/// Builds a datastore file, one chunk in memory at a time.
///
/// Entries are put one after another without separators, as in the published implementation. A
/// chunk is closed when the next entry would not fit; an entry longer than a chunk is divided.
/// Memory: 8 bytes per token of a chunk for tokens and suffix array, and 1 to 4 while sorting.
public final class DatastoreWriter {
  /// Tokens per chunk if nothing else is said: at most some 400 MB while building.
  public static final int DEFAULT_CHUNK_TOKENS = 1 << 25;

  /// The largest chunk of the published format, and of this one.
  public static final int MAX_CHUNK_TOKENS = 1 << 29;

  private static final int BUFFER_BYTES = 1 << 18;

  /// Hands all entries to the writer.
  @FunctionalInterface
  public interface Entries {
    void writeTo(DatastoreWriter writer) throws IOException;
  }

  private final SeekableByteChannel channel;
  private final int vocabularySize;
  private final int tokenBytes;
  private final int chunkTokens;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C checksum = new CRC32C();
  private int[] tokens = new int[1024];
  private int[] suffixes = new int[0];
  private int length;
  private int chunks;
  private long written;
  private long peakBytes;

  private DatastoreWriter(SeekableByteChannel channel, int vocabularySize, int chunkTokens) {
    this.channel = channel;
    this.vocabularySize = vocabularySize;
    this.tokenBytes = DatastoreHeader.tokenBytes(vocabularySize);
    this.chunkTokens = chunkTokens;
  }

  /// Writes or replaces a datastore. If anything fails, the file stays as it was.
  ///
  /// @param fingerprint identity of the tokenizer, compared when the datastore is used
  /// @param vocabularySize one more than the tokenizer's largest id
  /// @param chunkTokens most tokens sorted at once, 1 to [#MAX_CHUNK_TOKENS]
  /// @throws IllegalArgumentException if there is no token, or one outside the vocabulary
  /// @throws dev.trefoil.checkpoint.CheckpointException if the file cannot be written
  public static DatastoreBuildReport write(
      Path file, String fingerprint, int vocabularySize, int chunkTokens, Entries entries) {
    if (chunkTokens < 1 || chunkTokens > MAX_CHUNK_TOKENS) {
      throw new IllegalArgumentException(
          "chunks of %d tokens; 1 to %d are allowed".formatted(chunkTokens, MAX_CHUNK_TOKENS));
    }
    // refuses bad arguments before the first byte
    new DatastoreHeader(2, vocabularySize, 0, 0, 0, fingerprint);
    DatastoreBuildReport[] report = new DatastoreBuildReport[1];
    AtomicFile.write(
        file,
        channel -> {
          DatastoreWriter writer = new DatastoreWriter(channel, vocabularySize, chunkTokens);
          channel.position(DatastoreHeader.BYTES);
          entries.writeTo(writer);
          report[0] = writer.finish(file, fingerprint);
        });
    return Objects.requireNonNull(report[0]);
  }

  /// Appends `ids[0..count)`.
  ///
  /// @throws IllegalArgumentException if an id is outside the vocabulary
  public void append(int[] ids, int count) throws IOException {
    Objects.checkFromToIndex(0, count, ids.length);
    if (length > 0 && length + (long) count > chunkTokens) {
      writeChunk();
    }
    for (int done = 0; done < count; ) {
      if (length == chunkTokens) {
        writeChunk();
      }
      int part = Math.min(count - done, chunkTokens - length);
      grow(length + part);
      System.arraycopy(ids, done, tokens, length, part);
      length += part;
      done += part;
    }
  }

  /// Tokens so far.
  public long tokens() {
    return written + length;
  }

  private void grow(int needed) {
    if (needed > tokens.length) {
      long larger = Math.max(needed, tokens.length + (tokens.length >> 1));
      tokens = Arrays.copyOf(tokens, (int) Math.min(chunkTokens, larger));
    }
  }

  private void writeChunk() throws IOException {
    if (suffixes.length < length) {
      suffixes = new int[length];
    }
    long working = SuffixArray.sort(tokens, length, vocabularySize, suffixes);
    peakBytes = Math.max(peakBytes, 4L * tokens.length + 4L * suffixes.length + working);
    long start = channel.position();
    checksum.reset();
    ByteBuffer header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
    checksum.update(header.slice(0, 8));
    channel.position(start + DatastoreHeader.CHUNK_HEADER_BYTES);
    writeTokens();
    writeSuffixes();
    long end = channel.position();
    header.putLong(8, checksum.getValue());
    channel.position(start);
    writeFully(header);
    channel.position(end);
    chunks++;
    written += length;
    length = 0;
  }

  private void writeTokens() throws IOException {
    for (int i = 0; i < length; i++) {
      if (buffer.remaining() < 4) {
        drain();
      }
      if (tokenBytes == 2) {
        buffer.putShort((short) tokens[i]);
      } else {
        buffer.putInt(tokens[i]);
      }
    }
    long bytes = (long) length * tokenBytes;
    for (long i = bytes; i < DatastoreHeader.paddedTokenBytes(length, tokenBytes); i++) {
      buffer.put((byte) 0);
    }
    drain();
  }

  private void writeSuffixes() throws IOException {
    for (int i = 0; i < length; i++) {
      if (buffer.remaining() < 4) {
        drain();
      }
      buffer.putInt(suffixes[i]);
    }
    drain();
  }

  private void drain() throws IOException {
    buffer.flip();
    checksum.update(buffer.duplicate());
    writeFully(buffer);
    buffer.clear();
  }

  private void writeFully(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private DatastoreBuildReport finish(Path file, String fingerprint) throws IOException {
    if (length > 0) {
      writeChunk();
    }
    if (written == 0) {
      throw new IllegalArgumentException(
          file + ": not written, because the data holds no tokens; give files with text");
    }
    long bytes = channel.position();
    channel.position(0);
    writeFully(
        new DatastoreHeader(tokenBytes, vocabularySize, chunks, written, bytes, fingerprint)
            .encode());
    channel.position(bytes);
    return new DatastoreBuildReport(written, chunks, bytes, peakBytes);
  }
}
