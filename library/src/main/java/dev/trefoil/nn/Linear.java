package dev.trefoil.nn;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Weight;

/// `x W^T + b`.
public record Linear(Backend backend, Weight weight) {

  /// `[rows, in]` to `[rows, out]`.
  public Matrix apply(Matrix x) {
    return backend.linear(x, weight);
  }
}
