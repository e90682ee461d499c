package dev.trefoil.text;

/// Bytes to text, as they come: complete characters are handed out, an incomplete one is held back.
///
/// Broken input becomes U+FFFD by one of two rules. One mark per maximal broken part is what
/// Unicode recommends and byte-level tokenizers do; one mark per broken byte is what SentencePiece
/// does.
final class Utf8Stream {
  private static final char REPLACEMENT = '\uFFFD';

  private final boolean markPerByte;
  private final StringBuilder out;
  private int pending; // code point bits so far
  private int held; // bytes taken for the pending character
  private int missing; // bytes still to come for it
  private int lower; // allowed range of the next byte
  private int upper;

  Utf8Stream(boolean markPerByte, StringBuilder out) {
    this.markPerByte = markPerByte;
    this.out = out;
  }

  void push(byte[] bytes) {
    for (byte b : bytes) {
      push(b & 0xFF);
    }
  }

  private void push(int b) {
    if (missing > 0) {
      if (b >= lower && b <= upper) {
        continueWith(b);
        return;
      }
      breakOff();
    }
    start(b);
  }

  /// First bytes and the range of the second byte: Unicode standard, table 3-7.
  private void start(int b) {
    lower = 0x80;
    upper = 0xBF;
    if (b < 0x80) {
      out.append((char) b);
    } else if (b >= 0xC2 && b <= 0xDF) {
      await(b & 0x1F, 1);
    } else if (b >= 0xE0 && b <= 0xEF) {
      lower = b == 0xE0 ? 0xA0 : 0x80;
      upper = b == 0xED ? 0x9F : 0xBF;
      await(b & 0x0F, 2);
    } else if (b >= 0xF0 && b <= 0xF4) {
      lower = b == 0xF0 ? 0x90 : 0x80;
      upper = b == 0xF4 ? 0x8F : 0xBF;
      await(b & 0x07, 3);
    } else {
      out.append(REPLACEMENT);
    }
  }

  private void await(int bits, int bytes) {
    pending = bits;
    held = 1;
    missing = bytes;
  }

  private void continueWith(int b) {
    pending = (pending << 6) | (b & 0x3F);
    held++;
    missing--;
    lower = 0x80;
    upper = 0xBF;
    if (missing == 0) {
      out.appendCodePoint(pending);
      held = 0;
    }
  }

  private void breakOff() {
    out.repeat(REPLACEMENT, markPerByte ? held : 1);
    held = 0;
    missing = 0;
  }

  /// No continuation will come: an incomplete character is marked as broken.
  void flush() {
    if (missing > 0) {
      breakOff();
    }
  }
}
