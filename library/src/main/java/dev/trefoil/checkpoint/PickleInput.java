package dev.trefoil.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The operands of pickle operations; reading past the end throws [PickleException].
final class PickleInput {
  private final ByteBuffer bytes;

  PickleInput(byte[] pickle) {
    bytes = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
  }

  int position() {
    return bytes.position();
  }

  int u8() {
    return need(1).get() & 0xff;
  }

  int u16() {
    return need(2).getShort() & 0xffff;
  }

  int i32() {
    return need(4).getInt();
  }

  long i64() {
    return need(8).getLong();
  }

  /// A float as pickles have it: big-endian.
  double bigEndianDouble() {
    return Double.longBitsToDouble(Long.reverseBytes(i64()));
  }

  /// A two's complement number of up to 8 bytes.
  long wide(int count) {
    if (count > 8) {
      throw new PickleException("a number of %d bytes at offset %d".formatted(count, position()));
    }
    need(count);
    long number = 0;
    for (int i = 0; i < count; i++) {
      number |= (bytes.get() & 0xffL) << (8 * i);
    }
    int unused = 64 - 8 * count;
    return count == 0 ? 0 : number << unused >> unused;
  }

  String text(long count) {
    if (count < 0 || count > bytes.remaining()) {
      throw new PickleException(
          "a text of %d bytes at offset %d, where %d are left"
              .formatted(count, position(), bytes.remaining()));
    }
    byte[] text = new byte[(int) count];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /// Up to the end of the line, which is consumed.
  String line() {
    int end = position();
    while (end < bytes.limit() && bytes.get(end) != '\n') {
      end++;
    }
    String line = text(end - position());
    u8();
    return line;
  }

  private ByteBuffer need(int count) {
    if (bytes.remaining() < count) {
      throw new PickleException("the pickle ends in the middle, at offset " + bytes.limit());
    }
    return bytes;
  }
}
