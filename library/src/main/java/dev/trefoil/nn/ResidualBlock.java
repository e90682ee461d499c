package dev.trefoil.nn;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;

/// `x + silu(x W^T + b)`: the block of Medusa's and Hydra's heads.
public record ResidualBlock(Linear linear) {

  /// `[rows, hidden]` to `[rows, hidden]`.
  public Matrix apply(Matrix x) {
    Backend backend = linear.backend();
    return backend.add(backend.silu(linear.apply(x)), x);
  }
}
