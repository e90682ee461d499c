package dev.trefoil.nn;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Weight;

/// Root-mean-square norm (Zhang and Sennrich 2019, equation 4).
public record RmsNorm(Backend backend, Weight gain, float epsilon) {

  /// Each row divided by its root mean square, times the gain.
  public Matrix apply(Matrix x) {
    return backend.rmsNorm(x, gain, epsilon);
  }

  /// The same along each of `heads` heads from `firstColumn` on; consumes `x`.
  public Matrix applyToHeads(Matrix x, int firstColumn, int heads) {
    return backend.headNorm(x, firstColumn, heads, gain, epsilon);
  }
}
