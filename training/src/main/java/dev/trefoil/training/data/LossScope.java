package dev.trefoil.training.data;

import java.util.Locale;

/// Which tokens of a conversation count in the loss.
public enum LossScope {
  /// The assistant's answers and the token that ends each.
  ASSISTANT,
  /// Every token but the first.
  ALL;

  /// Parses a command-line name.
  public static LossScope parse(String name) {
    for (LossScope scope : values()) {
      if (scope.label().equals(name.toLowerCase(Locale.ROOT))) {
        return scope;
      }
    }
    throw new IllegalArgumentException(
        "unknown loss '" + name + "'; allowed are assistant and all");
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
