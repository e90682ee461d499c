package dev.trefoil.text.sentencepiece;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Character replacements compiled into a model file (`precompiled_charsmap`), such as NFKC.
///
/// The format is a little-endian length, a double array (the trie of the darts-clone library, keys
/// are UTF-8) and the replacements, each ended by a zero byte. Immutable.
final class CharsMap {
  private static final int VALUE = 1 << 31; // marks a unit that holds a value

  private final int[] units; // double array
  private final byte[] replacements;

  private CharsMap(int[] units, byte[] replacements) {
    this.units = units;
    this.replacements = replacements;
  }

  /// @param blob bytes of the file; empty: nothing is replaced
  static CharsMap parse(ByteBuffer blob) {
    if (!blob.hasRemaining()) {
      return new CharsMap(new int[0], new byte[0]);
    }
    ByteBuffer rest = blob.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (rest.remaining() < Integer.BYTES) {
      throw new IllegalArgumentException(
          "precompiled_charsmap is broken: it has %d bytes".formatted(rest.remaining()));
    }
    long trieBytes = rest.getInt() & 0xFFFF_FFFFL;
    if (trieBytes < Integer.BYTES
        || trieBytes % Integer.BYTES != 0
        || trieBytes >= rest.remaining()) {
      throw new IllegalArgumentException(
          "precompiled_charsmap is broken: its trie should have %d of %d bytes"
              .formatted(trieBytes, rest.remaining()));
    }
    int[] units = new int[(int) trieBytes / Integer.BYTES];
    rest.asIntBuffer().get(units);
    rest.position(rest.position() + (int) trieBytes);
    byte[] replacements = new byte[rest.remaining()];
    rest.get(replacements);
    for (int unit : units) {
      if ((unit & VALUE) != 0 && (unit & ~VALUE) >= replacements.length) {
        throw new IllegalArgumentException(
            "precompiled_charsmap is broken: a replacement begins at %d of %d bytes"
                .formatted(unit & ~VALUE, replacements.length));
      }
    }
    return new CharsMap(units, replacements);
  }

  /// Text that takes the place of the first `length` characters.
  record Replacement(String text, int length) {}

  /// The longest rule that `text` at `from` begins with.
  @Nullable Replacement longest(String text, int from) {
    if (units.length == 0) {
      return null;
    }
    int value = -1;
    int valueEnd = from;
    int node = 0;
    for (int at = from; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      node = walk(node, codePoint);
      if (node < 0) {
        break;
      }
      at += Character.charCount(codePoint);
      int found = valueOf(node);
      if (found >= 0) {
        value = found;
        valueEnd = at;
      }
    }
    return value < 0 ? null : new Replacement(replacementAt(value), valueEnd - from);
  }

  /// The node one character further; -1 if there is none.
  private int walk(int from, int codePoint) {
    int node = from;
    for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
      int label = b & 0xFF;
      node = children(node) ^ label;
      if (node >= units.length || (units[node] & (VALUE | 0xFF)) != label) {
        return -1;
      }
    }
    return node;
  }

  /// The value of a node; -1 if it has none.
  private int valueOf(int node) {
    boolean has = ((units[node] >>> 8) & 1) != 0 && children(node) < units.length;
    int unit = has ? units[children(node)] : 0;
    return (unit & VALUE) != 0 ? unit & ~VALUE : -1;
  }

  /// Place of a node's children; a child lies at this place xor its byte.
  private int children(int node) {
    int unit = units[node];
    int distance = (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
    return node ^ distance;
  }

  private String replacementAt(int from) {
    int end = from;
    while (end < replacements.length && replacements[end] != 0) {
      end++;
    }
    return new String(replacements, from, end - from, StandardCharsets.UTF_8);
  }
}
