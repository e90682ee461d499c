package dev.trefoil.compute;

import java.util.Locale;

/// The arithmetic of linear products. Everything else in a step is f32.
public enum Precision {
  /// f32 weights and activations: conformance.
  F32,
  /// bf16 weights and activations, f32 sums: the default.
  BF16,
  /// 8-bit weights (scale per output channel) and activations (scale per row), exact integer sums.
  INT8;

  /// Parses a command-line name: `f32`, `bf16`, `int8`.
  public static Precision parse(String name) {
    for (Precision precision : values()) {
      if (precision.label().equals(name.toLowerCase(Locale.ROOT))) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        "unknown dtype '" + name + "'; allowed are f32, bf16 and int8");
  }

  /// Bytes of one weight.
  public int bytes() {
    return switch (this) {
      case F32 -> 4;
      case BF16 -> 2;
      case INT8 -> 1;
    };
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
