package dev.trefoil.compute;

/// The 16-bit brain float: the upper half of an IEEE binary32.
public final class BFloat16 {
  private BFloat16() {}

  /// Widening, exact.
  public static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /// Narrowing, round to nearest, ties to even; a NaN stays a NaN.
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
