package dev.trefoil.text.sentencepiece;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes SentencePiece files for tests, right ones and wrong ones.
public final class ModelFile {
  public static final int NORMAL = 1;
  public static final int UNKNOWN = 2;
  public static final int CONTROL = 3;
  public static final int USER_DEFINED = 4;
  public static final int UNUSED = 5;
  public static final int BYTE = 6;
  public static final int UNIGRAM = 1;
  public static final int BPE = 2;

  private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
  private final ByteArrayOutputStream trainer = new ByteArrayOutputStream();
  private final ByteArrayOutputStream normalizer = new ByteArrayOutputStream();

  /// Without a piece yet.
  public static ModelFile empty(int algorithm) {
    ModelFile file = new ModelFile();
    number(file.trainer, 3, algorithm);
    return file;
  }

  /// With `<unk>` 0, `<s>` 1 and `</s>` 2.
  public static ModelFile llama(int algorithm) {
    return empty(algorithm)
        .piece("<unk>", 0, UNKNOWN)
        .piece("<s>", 0, CONTROL)
        .piece("</s>", 0, CONTROL);
  }

  public ModelFile piece(String text, float score, int type) {
    ByteArrayOutputStream piece = new ByteArrayOutputStream();
    bytes(piece, 1, text.getBytes(StandardCharsets.UTF_8));
    tag(piece, 2, 5);
    piece.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(score).array());
    number(piece, 3, type);
    bytes(pieces, 1, piece.toByteArray());
    return this;
  }

  public ModelFile normal(String text, float score) {
    return piece(text, score, NORMAL);
  }

  /// The 256 byte pieces, and the flag that goes with them.
  public ModelFile byteFallback() {
    for (int b = 0; b < 256; b++) {
      piece("<0x%02X>".formatted(b), 0, BYTE);
    }
    return trainer(35, 1);
  }

  public ModelFile trainer(int field, long value) {
    number(trainer, field, value);
    return this;
  }

  public ModelFile trainer(int field, String text) {
    bytes(trainer, field, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  public ModelFile normalizer(boolean dummyPrefix, boolean removeExtra, boolean escape) {
    number(normalizer, 3, dummyPrefix ? 1 : 0);
    number(normalizer, 4, removeExtra ? 1 : 0);
    number(normalizer, 5, escape ? 1 : 0);
    return this;
  }

  public ModelFile charsMap(byte[] blob) {
    bytes(normalizer, 2, blob);
    return this;
  }

  public byte[] toByteArray() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(pieces.toByteArray());
    bytes(file, 2, trainer.toByteArray());
    bytes(file, 3, normalizer.toByteArray());
    return file.toByteArray();
  }

  public Path write(Path file) {
    try {
      return Files.write(file, toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SentencePieceModel model() {
    return SentencePieceFile.parse(ByteBuffer.wrap(toByteArray()));
  }

  static void number(ByteArrayOutputStream out, int field, long value) {
    tag(out, field, 0);
    varint(out, value);
  }

  static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    tag(out, field, 2);
    varint(out, value.length);
    out.writeBytes(value);
  }

  static void tag(ByteArrayOutputStream out, int field, int wire) {
    varint(out, ((long) field << 3) | wire);
  }

  static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
