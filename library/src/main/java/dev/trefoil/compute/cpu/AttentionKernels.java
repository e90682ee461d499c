package dev.trefoil.compute.cpu;

/// The inner loops of attention. Each query is computed in the same order of operations however
/// many queries share a call.
interface AttentionKernels {
  /// Keys in a block: `keys` is `[blocks][headDim][BLOCK]`, so that neighbouring lanes are
  /// neighbouring slots.
  int BLOCK = 16;

  /// `out[q][b][lane] = sum over d of query[q][d] * keys[b][d][lane]`, in ascending `d`.
  ///
  /// @param queryStride bytes between queries
  /// @param outStride bytes between the rows of `out`
  void scores(
      long query,
      long queryStride,
      int queries,
      long keys,
      int blocks,
      int headDim,
      long out,
      long outStride);

  /// Replaces `count` scores by `exp(score - max)`, fills up to a multiple of [#BLOCK] with zeros,
  /// and returns the reciprocal of the sum.
  float exponentials(long scores, int count);

  /// `out[q][c] += sum over k of weights[q][k] * values[k][c]`, in ascending `k`.
  ///
  /// @param columns a multiple of [#BLOCK]; also the stride of `values` and of `out`
  void weighted(
      long weights, long weightStride, int queries, long values, int count, int columns, long out);
}
