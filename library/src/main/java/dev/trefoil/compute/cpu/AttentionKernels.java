package dev.trefoil.compute.cpu;

/// The inner loops of attention. Keys and values stand off-heap, by address; queries, scores and
/// sums in a thread's scratch array `s`, by index. Each query is computed in the same order of
/// operations however many queries share a call.
interface AttentionKernels {
  /// Keys in a block: `keys` is `[blocks][headDim][BLOCK]`, so that neighbouring lanes are
  /// neighbouring slots.
  int BLOCK = 16;

  /// `s[out + i] = x[i] * factor` for a row at address `x`.
  void loadScaled(long x, float factor, float[] s, int out, int n);

  /// `out[i] = s[x + i] * factor` to a row at address `out`.
  void storeScaled(float[] s, int x, float factor, long out, int n);

  /// `s[out + q * stride + slot] = sum over d of s[query + q * headDim + d] * key(slot)[d]`, in
  /// ascending `d`.
  ///
  /// @param stride elements between the scores of neighbouring queries
  void scores(
      float[] s, int query, int queries, long keys, int blocks, int headDim, int out, int stride);

  /// Replaces `count` scores by `exp(score - max)`, fills up to a multiple of [#BLOCK] with zeros,
  /// and returns the reciprocal of the sum.
  float exponentials(float[] s, int scores, int count);

  /// `s[out + q * columns + c] += sum over k of s[weights + q * stride + k] * values[k][c]`, in
  /// ascending `k`.
  ///
  /// @param columns a multiple of [#BLOCK]; also the distance of neighbouring values
  void weighted(
      float[] s,
      int weights,
      int stride,
      int queries,
      long values,
      int count,
      int columns,
      int out);
}
