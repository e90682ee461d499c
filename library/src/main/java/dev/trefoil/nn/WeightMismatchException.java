package dev.trefoil.nn;

/// The tensors of a checkpoint are not those that its network needs.
public final class WeightMismatchException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public WeightMismatchException(String message) {
    super(message);
  }
}
