package dev.trefoil.drafter.eagle;

import dev.trefoil.compute.Matrix;

/// Embeddings of tokens: the draft's own table, or the target's.
@FunctionalInterface
interface TokenEmbedding {
  /// `[rows, hidden]`.
  Matrix embed(int[] ids, int rows);
}
