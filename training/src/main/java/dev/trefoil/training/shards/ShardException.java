package dev.trefoil.training.shards;

import org.jspecify.annotations.Nullable;

/// A directory of shards that cannot be used. The message is one line: place, what is wrong, what
/// to do.
public final class ShardException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ShardException(String message) {
    super(message);
  }

  public ShardException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
