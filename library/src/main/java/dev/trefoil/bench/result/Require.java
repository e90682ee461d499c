package dev.trefoil.bench.result;

import org.jspecify.annotations.Nullable;

/// What the records of this package demand of their values; the messages name the field.
final class Require {
  private Require() {}

  /// Refuses what is missing, as it is in a `report.json` of another program.
  static <T> T present(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing; a bench report must have it");
    }
    return value;
  }

  static int atLeast(int smallest, int value, String name) {
    return (int) atLeast(smallest, (long) value, name);
  }

  static long atLeast(long smallest, long value, String name) {
    if (value < smallest) {
      throw new IllegalArgumentException(
          "%s is %d; it must be at least %d".formatted(name, value, smallest));
    }
    return value;
  }

  /// A rate, a time or a factor: not negative, not infinite; NaN says that there is none.
  static double measured(double value, String name) {
    if (value < 0 || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "%s is %s; it must be finite and not negative, or NaN where nothing was measured"
              .formatted(name, value));
    }
    return value;
  }
}
