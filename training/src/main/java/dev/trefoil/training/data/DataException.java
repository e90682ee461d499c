package dev.trefoil.training.data;

import org.jspecify.annotations.Nullable;

/// A data file that cannot be used. The message is one line: file, place, what is wrong, what to
/// do.
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
