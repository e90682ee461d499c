package dev.trefoil.bench.specbench;

import org.jspecify.annotations.Nullable;

/// A question, answer or run file that cannot be read, used or written. The message names the file.
public final class BenchFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BenchFileException(String message) {
    this(message, null);
  }

  public BenchFileException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
