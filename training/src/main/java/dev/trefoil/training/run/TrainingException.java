package dev.trefoil.training.run;

import org.jspecify.annotations.Nullable;

/// A run that cannot start or go on. The message is one line that says what to do.
public final class TrainingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrainingException(String message) {
    super(message);
  }

  public TrainingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
