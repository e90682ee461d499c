package dev.trefoil.nn;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Rotary;
import dev.trefoil.compute.RowLayout;
import org.jspecify.annotations.Nullable;

/// Rotary multi-head attention with grouped key-value heads over a KV store.
///
/// @param queryNorm norm of each query head before rotation (Qwen3), or null
/// @param keyNorm norm of each key head before rotation (Qwen3), or null
public record SelfAttention(
    AttentionShape shape,
    Rotary rotary,
    Linear queryKeyValue,
    Linear output,
    @Nullable RmsNorm queryNorm,
    @Nullable RmsNorm keyNorm) {

  /// `[rows, hidden]` to `[rows, hidden]`; writes keys and values of the rows to `layer`.
  public Matrix apply(Matrix x, int layer, RowLayout layout) {
    Backend backend = output.backend();
    Matrix fused = queryKeyValue.apply(x); // [rows, heads + 2 kvHeads, headDim]
    if (queryNorm != null) {
      fused = queryNorm.applyToHeads(fused, 0, shape.heads());
    }
    if (keyNorm != null) {
      fused = keyNorm.applyToHeads(fused, shape.heads() * shape.headDim(), shape.kvHeads());
    }
    fused = backend.rotate(fused, rotary, shape.heads() + shape.kvHeads(), layout);
    return output.apply(backend.attention(fused, shape, layer, layout));
  }
}
