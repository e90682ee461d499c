package dev.trefoil.training.data;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/// Refuses to read on when one piece of a text has become longer than any piece should be: a broken
/// file must not fill the memory.
final class BoundedReader extends FilterReader {
  private final long longest;
  private long read;

  /// @param longest characters of a piece
  BoundedReader(Reader in, long longest) {
    super(in);
    this.longest = longest;
  }

  /// The next piece begins about here.
  void beginPiece() {
    read = 0;
  }

  @Override
  public int read() throws IOException {
    int character = super.read();
    count(character < 0 ? 0 : 1);
    return character;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    count(count);
    return count;
  }

  private void count(int more) throws IOException {
    read += Math.max(0, more);
    if (read > longest) {
      throw new IOException(
          "it is longer than %,d characters; is this a ShareGPT file?".formatted(longest));
    }
  }
}
