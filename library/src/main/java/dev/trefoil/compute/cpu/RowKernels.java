package dev.trefoil.compute.cpu;

/// Arithmetic on one row. Addresses are of f32 unless said otherwise. Sums run in a fixed order
/// that depends on the length of the row only.
interface RowKernels {
  /// `x[i] += y[i]`.
  void add(long x, long y, int n);

  /// `y = x / sqrt(mean(x^2) + epsilon) * gain`; `y` may be `x`.
  void norm(long x, long gain, long y, int n, float epsilon);

  /// `out = silu(gate) * up`.
  void swiglu(long gate, long up, long out, int n);

  /// `x = silu(x)`.
  void silu(long x, int n);

  /// Sum of `x[i] * y[i]`.
  float dot(long x, long y, int n);

  /// `y = x * factor`; `y` may be `x`.
  void scale(long x, float factor, long y, int n);

  /// `y = softmax(x)`; `y` may be `x`.
  void softmax(long x, long y, int n);

  /// Rotates column `j` with column `j + half` for `j < half`, by the table entries from
  /// `tableOffset` on.
  void rotate(long head, float[] cosine, float[] sine, int tableOffset, int half);

  /// f32 to bf16, ties to even.
  void narrow(long x, long out, int n);

  /// bf16 to f32.
  void widen(long x, long out, int n);

  /// f32 to s8 such that `x[i] ~ out[i] * scale`; returns the scale, NaN if the row holds one.
  float quantise(long x, long out, int n);

  /// `y[i] = y[i] * rowScale * columnScales[i]`.
  void rescale(long y, float rowScale, long columnScales, int n);

  /// Index of the first largest entry, -1 if the row holds a NaN or is empty.
  int argmax(long x, int n);

  /// First index from `from` on whose entry is greater than `threshold`, `n` if there is none.
  int firstAbove(long x, int from, int n, float threshold);
}
