package dev.trefoil.training.data;

import dev.trefoil.checkpoint.AtomicFile;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.zip.CRC32C;

/// An encoded corpus on disk: a private cache format, rebuilt whenever it does not read back whole.
///
/// Little-endian: magic, conversations, tokens, words of marks, one count per defect; then starts,
/// ids and marks; then the CRC-32C of all before it.
final class CorpusFile {
  private static final long MAGIC = 0x3230_5052_4f43_4654L; // "TFCORP02"
  private static final int HEADER_BYTES = 8 + 3 * 4 + 8 * Defect.values().length;

  private CorpusFile() {}

  static void write(Path file, CorpusData data) {
    TokenCorpus corpus = data.corpus();
    long[] marks = corpus.trained().toLongArray();
    int bytes =
        HEADER_BYTES + 4 * (corpus.starts().length + corpus.tokens()) + 8 * marks.length + 8;
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(MAGIC);
    buffer.putInt(corpus.conversations()).putInt(corpus.tokens()).putInt(marks.length);
    for (Defect defect : Defect.values()) {
      buffer.putLong(data.defects().of(defect));
    }
    put(buffer, corpus.starts());
    put(buffer, corpus.ids());
    for (long mark : marks) {
      buffer.putLong(mark);
    }
    buffer.putLong(checksum(buffer, buffer.position())).flip();
    AtomicFile.write(
        file,
        channel -> {
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
        });
  }

  /// The corpus, or nothing when the file is missing or damaged.
  static Optional<CorpusData> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      ByteBuffer buffer = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      int content = buffer.limit() - 8;
      if (content < HEADER_BYTES
          || buffer.getLong() != MAGIC
          || buffer.getLong(content) != checksum(buffer, content)) {
        return Optional.empty();
      }
      int conversations = buffer.getInt();
      int tokens = buffer.getInt();
      long[] marks = new long[buffer.getInt()];
      DefectCounts defects = new DefectCounts();
      for (Defect defect : Defect.values()) {
        long count = buffer.getLong();
        if (count > 0) {
          defects.add(defect, count);
        }
      }
      int[] starts = take(buffer, conversations + 1);
      int[] ids = take(buffer, tokens);
      buffer.asLongBuffer().get(marks);
      return Optional.of(
          new CorpusData(new TokenCorpus(ids, BitSet.valueOf(marks), starts), defects));
    } catch (IOException | BufferUnderflowException e) {
      return Optional.empty(); // a cache: whoever asked builds it anew
    }
  }

  private static void put(ByteBuffer buffer, int[] values) {
    buffer.asIntBuffer().put(values);
    buffer.position(buffer.position() + 4 * values.length);
  }

  private static int[] take(ByteBuffer buffer, int count) {
    int[] values = new int[count];
    buffer.asIntBuffer().get(values);
    buffer.position(buffer.position() + 4 * count);
    return values;
  }

  private static long checksum(ByteBuffer buffer, int bytes) {
    CRC32C crc = new CRC32C();
    crc.update(buffer.duplicate().position(0).limit(bytes));
    return crc.getValue();
  }
}
