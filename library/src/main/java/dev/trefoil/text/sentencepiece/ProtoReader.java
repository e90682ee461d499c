package dev.trefoil.text.sentencepiece;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads one message of the protocol buffer wire format, field by field.
///
/// Trusts nothing: every length is checked against the bytes that are there before anything is
/// allocated. All failures are [IllegalArgumentException]s that name the byte.
final class ProtoReader {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int LENGTH = 2;
  private static final int FOUR_BYTES = 5;
  private static final int LONGEST_VARINT = 10;

  private final ByteBuffer data;
  private int field;
  private int wire;
  private int start; // of the field at hand

  ProtoReader(ByteBuffer data) {
    this.data = data.order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Goes to the next field; the one before it must have been read or skipped.
  ///
  /// @return false at the end of the message
  boolean next() {
    if (!data.hasRemaining()) {
      return false;
    }
    start = data.position();
    long tag = varint();
    if (tag < 8 || tag > 0xFFFF_FFFFL) {
      throw broken("no field begins here");
    }
    field = (int) (tag >>> 3);
    wire = (int) (tag & 7);
    return true;
  }

  /// Number of the field at hand.
  int field() {
    return field;
  }

  boolean flag() {
    return number() != 0;
  }

  long number() {
    require(VARINT);
    return varint();
  }

  float decimal() {
    require(FOUR_BYTES);
    requireBytes(Float.BYTES);
    return data.getFloat();
  }

  /// The bytes of the field, without a copy.
  ByteBuffer bytes() {
    require(LENGTH);
    long length = varint();
    if (length < 0 || length > data.remaining()) {
      throw broken(
          "it claims %s bytes but %d are left"
              .formatted(Long.toUnsignedString(length), data.remaining()));
    }
    ByteBuffer slice = data.slice(data.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    data.position(data.position() + (int) length);
    return slice;
  }

  ProtoReader message() {
    return new ProtoReader(bytes());
  }

  String text() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes()).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(at("its text is not UTF-8"), e);
    }
  }

  /// Passes over a field that this program does not know.
  void skip() {
    switch (wire) {
      case VARINT -> varint();
      case EIGHT_BYTES -> pass(Long.BYTES);
      case LENGTH -> bytes();
      case FOUR_BYTES -> pass(Integer.BYTES);
      default -> throw broken("wire type " + wire + " is not in use");
    }
  }

  private void pass(int bytes) {
    requireBytes(bytes);
    data.position(data.position() + bytes);
  }

  private void require(int expected) {
    if (wire != expected) {
      throw broken("it has wire type %d instead of %d".formatted(wire, expected));
    }
  }

  private void requireBytes(int count) {
    if (data.remaining() < count) {
      throw broken("%d bytes are missing".formatted(count - data.remaining()));
    }
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      requireBytes(1);
      byte b = data.get();
      value |= (b & 0x7FL) << (7 * i);
      if (b >= 0) {
        return value;
      }
    }
    throw broken("a number has more than %d bytes".formatted(LONGEST_VARINT));
  }

  private IllegalArgumentException broken(String what) {
    return new IllegalArgumentException(at(what));
  }

  private String at(String what) {
    return "broken field %d at byte %d of its message: %s".formatted(field, start, what);
  }
}
