package dev.trefoil.nn;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;

/// One pre-norm transformer layer: attention and feed-forward, each added to the residual stream.
public record DecoderLayer(
    RmsNorm inputNorm, SelfAttention attention, RmsNorm feedForwardNorm, FeedForward feedForward) {

  /// Residual stream in, residual stream out, `[rows, hidden]`; consumes `x`. Scratch rows are
  /// released.
  public Matrix apply(Matrix x, int layer, RowLayout layout) {
    Backend backend = inputNorm.backend();
    long mark = backend.mark();
    Matrix attended = backend.add(x, attention.apply(inputNorm.apply(x), layer, layout));
    Matrix result = backend.add(attended, feedForward.apply(feedForwardNorm.apply(attended)));
    backend.release(mark);
    return result;
  }
}
