package dev.trefoil.drafter.rest;

import dev.trefoil.checkpoint.CheckpointException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// The first bytes of a datastore file, little endian.
///
/// ```
///   0  "TRFLREST"            24  u32 chunks
///   8  u32 version (1)       28  u32 length of the fingerprint
///  12  u32 header bytes      32  u64 tokens
///  16  u32 bytes per token   40  u64 bytes of the file
///  20  u32 vocabulary        48  fingerprint of the tokenizer, ASCII, then zeros
///                           252  u32 CRC-32C of bytes 0 to 251
/// ```
///
/// Chunks follow without gaps. Each is `u64 tokens`, `u64 CRC-32C of the token count and what
/// follows`, the tokens (zeros up to a multiple of four bytes), and its suffix array of `i32`.
///
/// @param tokenBytes 2, or 4 for vocabularies above 65,536
/// @param vocabularySize one more than the largest token id
/// @param fingerprint identity of the tokenizer
record DatastoreHeader(
    int tokenBytes,
    int vocabularySize,
    int chunks,
    long tokens,
    long fileBytes,
    String fingerprint) {
  static final byte[] MAGIC = "TRFLREST".getBytes(StandardCharsets.US_ASCII);
  static final int BYTES = 256;
  static final int CHUNK_HEADER_BYTES = 16;
  private static final int VERSION = 1;
  private static final int FINGERPRINT_OFFSET = 48;
  private static final int CHECKSUM_OFFSET = BYTES - 4;
  private static final int MAX_FINGERPRINT = CHECKSUM_OFFSET - FINGERPRINT_OFFSET;

  DatastoreHeader {
    if (vocabularySize < 1) {
      throw new IllegalArgumentException("vocabulary of " + vocabularySize + "; at least 1");
    }
    if (!fingerprint.matches("[!-~]{1," + MAX_FINGERPRINT + "}")) {
      throw new IllegalArgumentException(
          "tokenizer fingerprint '%s'; 1 to %d printable ASCII characters are allowed"
              .formatted(fingerprint, MAX_FINGERPRINT));
    }
  }

  static int tokenBytes(int vocabularySize) {
    return vocabularySize <= 1 << 16 ? 2 : 4;
  }

  /// Bytes of the tokens of a chunk, padded so that its suffix array is aligned.
  static long paddedTokenBytes(long tokens, int tokenBytes) {
    return (tokens * tokenBytes + 3) & ~3L;
  }

  ByteBuffer encode() {
    byte[] ascii = fingerprint.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).putInt(VERSION).putInt(BYTES).putInt(tokenBytes).putInt(vocabularySize);
    bytes.putInt(chunks).putInt(ascii.length).putLong(tokens).putLong(fileBytes).put(ascii);
    return bytes.putInt(CHECKSUM_OFFSET, checksum(bytes)).clear();
  }

  /// @throws CheckpointException that names file, offset, found and expected
  static DatastoreHeader decode(ByteBuffer bytes, Path file) {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    int version = bytes.getInt(8);
    if (version != VERSION) {
      throw new CheckpointException(
          "%s: offset 8: datastore version %d, this build reads version %d; build it again"
              .formatted(file, Integer.toUnsignedLong(version), VERSION));
    }
    int found = checksum(bytes);
    int expected = bytes.getInt(CHECKSUM_OFFSET);
    int length = bytes.getInt(28);
    if (found != expected || length < 1 || length > MAX_FINGERPRINT) {
      throw new CheckpointException(
          "%s: offset %d: the header's checksum is %08x, expected %08x; the file is damaged, copy or build it again"
              .formatted(file, CHECKSUM_OFFSET, found, expected));
    }
    byte[] ascii = new byte[length];
    bytes.get(FINGERPRINT_OFFSET, ascii);
    return new DatastoreHeader(
        bytes.getInt(16),
        bytes.getInt(20),
        bytes.getInt(24),
        bytes.getLong(32),
        bytes.getLong(40),
        new String(ascii, StandardCharsets.US_ASCII));
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.duplicate().position(0).limit(CHECKSUM_OFFSET));
    return (int) sum.getValue();
  }
}
