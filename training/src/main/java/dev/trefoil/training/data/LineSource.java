package dev.trefoil.training.data;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/// The lines of a text, none longer than a limit: a file without line ends must not fill the
/// memory. Does not close the text.
final class LineSource {
  private static final int BLOCK = 1 << 16;

  private final Reader reader;
  private final int longest;
  private final char[] block = new char[BLOCK];
  private int at;
  private int end;
  private boolean tooLong;

  /// @param longest characters of a line
  LineSource(Reader reader, int longest) {
    this.reader = reader;
    this.longest = longest;
  }

  /// The next line without its end; empty if it is too long, null at the end of the text.
  @Nullable String next() throws IOException {
    StringBuilder line = new StringBuilder();
    tooLong = false;
    boolean any = false;
    while (fill()) {
      any = true;
      int from = at;
      while (at < end && block[at] != '\n') {
        at++;
      }
      tooLong |= line.length() + (at - from) > longest;
      if (tooLong) {
        line.setLength(0);
      } else {
        line.append(block, from, at - from);
      }
      if (at < end) {
        at++;
        break;
      }
    }
    return any ? line.toString() : null;
  }

  /// Whether the line that was asked for last was longer than allowed.
  boolean tooLong() {
    return tooLong;
  }

  private boolean fill() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, reader.read(block));
    }
    return at < end;
  }
}
