package dev.trefoil.checkpoint;

/// A pickle that is damaged, hostile or of another program; the caller adds the file's name.
final class PickleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PickleException(String message) {
    super(message);
  }
}
