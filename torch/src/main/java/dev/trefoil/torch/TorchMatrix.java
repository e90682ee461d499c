package dev.trefoil.torch;

import dev.trefoil.compute.Matrix;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A holder of one f32 tensor. An operation that consumes its argument puts the result into the
/// same holder, so that marks and releases mean the same as in a backend that overwrites memory.
final class TorchMatrix implements Matrix {
  private final int rows;
  private final int columns;
  private @Nullable Tensor tensor; // [rows, columns], one reference held
  private @Nullable PendingProduct pending; // what the tensor will be

  TorchMatrix(Tensor tensor) {
    this.tensor = Tensors.own(tensor);
    this.rows = Math.toIntExact(tensor.size(0));
    this.columns = Math.toIntExact(tensor.size(1));
  }

  TorchMatrix(PendingProduct pending) {
    this.pending = pending;
    this.rows = Math.toIntExact(pending.input().size(0));
    this.columns = pending.weight().rows();
  }

  static TorchMatrix of(Matrix matrix) {
    if (matrix instanceof TorchMatrix own) {
      return own;
    }
    throw new IllegalArgumentException(
        "a matrix of %s was given to the libtorch backend; use the backend that made it"
            .formatted(matrix.getClass().getSimpleName()));
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  /// The product that nobody has looked at yet, or null.
  @Nullable PendingProduct pending() {
    return pending;
  }

  Tensor tensor() {
    if (pending != null) {
      tensor = pending.evaluate();
      pending.close();
      pending = null;
    }
    if (tensor == null) {
      throw new IllegalStateException(
          "this matrix ended with its step or mark; keep() it if it is needed longer");
    }
    return tensor;
  }

  /// Takes the result of a consuming operation.
  void replace(Tensor result) {
    Tensor old = tensor();
    tensor = Tensors.own(result);
    Objects.requireNonNull(old).close();
  }

  void free() {
    if (pending != null) {
      pending.close();
      pending = null;
    }
    if (tensor != null) {
      tensor.close();
      tensor = null;
    }
  }
}
