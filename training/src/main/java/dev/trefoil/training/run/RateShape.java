package dev.trefoil.training.run;

import java.util.Locale;

/// How a learning rate goes from its peak to its floor.
public enum RateShape {
  /// Half a cosine (Loshchilov and Hutter 2017, equation 5, one cycle).
  COSINE,
  LINEAR,
  /// Stays at the peak.
  CONSTANT;

  /// Parses a command-line name.
  public static RateShape parse(String name) {
    for (RateShape shape : values()) {
      if (shape.label().equals(name.toLowerCase(Locale.ROOT))) {
        return shape;
      }
    }
    throw new IllegalArgumentException(
        "unknown schedule '" + name + "'; allowed are cosine, linear and constant");
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What is left of the way from floor to peak.
  ///
  /// @param progress done part of the decay, 0 to 1
  double left(double progress) {
    return switch (this) {
      case COSINE -> 0.5 * (1 + Math.cos(Math.PI * progress));
      case LINEAR -> 1 - progress;
      case CONSTANT -> 1;
    };
  }
}
