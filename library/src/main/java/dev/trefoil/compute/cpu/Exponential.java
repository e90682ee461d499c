package dev.trefoil.compute.cpu;

/// The constants of the one exponential function of this package: argument reduction by ln 2 in two
/// parts, then a polynomial of degree 7 in fused multiply-adds (after Cephes `expf`, S. Moshier).
/// Relative error below 2e-7. `Math.exp` and vector intrinsics may differ between interpreted and
/// compiled code; this does not.
final class Exponential {
  static final float LOWEST = -87.33654f;
  static final float HIGHEST = 88.37626f;
  static final float LOG2_E = 1.442695f;

  /// Adding it rounds to an integer that then stands in the low mantissa bits.
  static final float ROUND = 12582912f;

  static final float LN2_HIGH = 0.6933594f;
  static final float LN2_LOW = -0.00021219444f;
  static final float C0 = 0.00019875691f;
  static final float C1 = 0.0013981999f;
  static final float C2 = 0.008333452f;
  static final float C3 = 0.041665796f;
  static final float C4 = 0.16666666f;
  static final float C5 = 0.5f;

  private Exponential() {}

  /// Zero below [#LOWEST], saturated above [#HIGHEST], NaN for NaN.
  static float of(float argument) {
    if (argument < LOWEST) {
      return 0;
    }
    float x = argument > HIGHEST ? HIGHEST : argument;
    float shifted = Math.fma(x, LOG2_E, ROUND);
    float n = shifted - ROUND;
    float r = Math.fma(n, -LN2_HIGH, x);
    r = Math.fma(n, -LN2_LOW, r);
    float p = C0;
    p = Math.fma(p, r, C1);
    p = Math.fma(p, r, C2);
    p = Math.fma(p, r, C3);
    p = Math.fma(p, r, C4);
    p = Math.fma(p, r, C5);
    float y = Math.fma(p, r * r, r) + 1f;
    int scale = (Float.floatToRawIntBits(shifted) << 23) + 0x3f800000;
    return y * Float.intBitsToFloat(scale);
  }
}
