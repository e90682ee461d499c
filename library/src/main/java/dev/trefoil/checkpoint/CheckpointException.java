package dev.trefoil.checkpoint;

/// A file, config or download that cannot be used; the message is one line for a person.
///
/// It names the file (and the tensor, key or offset), what was found, and what is allowed.
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CheckpointException(String message) {
    super(message);
  }

  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
