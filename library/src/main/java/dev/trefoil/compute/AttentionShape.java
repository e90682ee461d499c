package dev.trefoil.compute;

/// The head geometry of one attention layer. A fused row holds `heads` query heads, then `kvHeads`
/// key heads, then `kvHeads` value heads, each of `headDim` columns.
public record AttentionShape(int heads, int kvHeads, int headDim) {
  public AttentionShape {
    if (heads <= 0 || kvHeads <= 0 || headDim <= 0 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "%d query heads, %d key-value heads, head size %d: all must be positive and the first a"
                  .formatted(heads, kvHeads, headDim)
              + " multiple of the second");
    }
  }

  /// Columns of a fused query-key-value row.
  public int fusedColumns() {
    return (heads + 2 * kvHeads) * headDim;
  }

  /// Columns of the attention output.
  public int outputColumns() {
    return heads * headDim;
  }

  /// Query heads that share one key-value head.
  public int groupSize() {
    return heads / kvHeads;
  }

  /// Factor on query-key products, `1 / sqrt(headDim)`.
  public float scale() {
    return (float) (1 / Math.sqrt(headDim));
  }
}
