package dev.trefoil.training.data;

import java.util.Locale;

/// What happens to a conversation whose turns are not as they should be.
public enum DefectPolicy {
  /// What can be mended without guessing is mended.
  MEND,
  /// It is dropped.
  DROP;

  /// Parses a command-line name.
  public static DefectPolicy parse(String name) {
    for (DefectPolicy policy : values()) {
      if (policy.label().equals(name)) {
        return policy;
      }
    }
    throw new IllegalArgumentException("'" + name + "' defects; allowed are mend and drop");
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
