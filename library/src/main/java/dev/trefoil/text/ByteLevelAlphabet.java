package dev.trefoil.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The printable stand-ins that byte-level vocabularies (GPT-2 and its heirs) write for bytes.
///
/// Printable Latin-1 bytes stand for themselves; the other 68 are numbered from U+0100 upwards, in
/// the order of their values.
final class ByteLevelAlphabet {
  private static final int CHARACTERS = 0x100 + 68;
  private static final short[] BYTE_OF = byteOf(); // [character], -1 where there is none

  private ByteLevelAlphabet() {}

  private static short[] byteOf() {
    short[] bytes = new short[CHARACTERS];
    Arrays.fill(bytes, (short) -1);
    int next = 0x100;
    for (int b = 0; b < 0x100; b++) {
      boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
      bytes[printable ? b : next++] = (short) b;
    }
    return bytes;
  }

  /// The bytes that a token stands for; a token with any other character is taken as it is written.
  static byte[] bytesOf(String token) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = token.charAt(i);
      if (c >= CHARACTERS || BYTE_OF[c] < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) BYTE_OF[c];
    }
    return bytes;
  }
}
