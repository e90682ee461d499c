package dev.trefoil.decoding.sampling;

/// The exponential of numbers up to 0, the same bits from interpreter and compiler: `Math.exp` may
/// differ between them, `StrictMath.exp` costs three times as much.
final class DeterministicExp {
  private static final double LOG2_E = 1.4426950408889634;
  // ln 2 in two parts, the first with zeros at its end, so that k * LN2_HIGH is exact
  private static final double LN2_HIGH = 0x1.62e42feep-1;
  private static final double LN2_LOW = 0x1.a39ef35793c76p-33;
  private static final double UNDERFLOW = -708;

  private DeterministicExp() {}

  /// `e^x` for `x <= 0` to within a few units of the last place; 0 below -708.
  static double of(double x) {
    if (!(x > UNDERFLOW)) {
      return 0;
    }
    double k = Math.rint(x * LOG2_E);
    double r = (x - k * LN2_HIGH) - k * LN2_LOW; // |r| <= ln(2) / 2
    // Taylor to the 13th power: the rest is below 2e-18
    double sum = 1 / 6227020800.0;
    sum = sum * r + 1 / 479001600.0;
    sum = sum * r + 1 / 39916800.0;
    sum = sum * r + 1 / 3628800.0;
    sum = sum * r + 1 / 362880.0;
    sum = sum * r + 1 / 40320.0;
    sum = sum * r + 1 / 5040.0;
    sum = sum * r + 1 / 720.0;
    sum = sum * r + 1 / 120.0;
    sum = sum * r + 1 / 24.0;
    sum = sum * r + 1 / 6.0;
    sum = sum * r + 0.5;
    sum = sum * r + 1;
    sum = sum * r + 1;
    return sum * Double.longBitsToDouble((long) (k + 1023) << 52);
  }
}
