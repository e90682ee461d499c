package dev.trefoil.drafter.sorted;

import java.util.List;

/// Decides at which exit a token or a level of a tree leaves the draft.
public sealed interface ExitGate {
  /// The first exit whose confidence is strictly greater than its threshold; the last exit always.
  ///
  /// @param thresholds one per exit; the last exit's may be left out. Empty for those of the
  ///   target's profile
  record Confidence(ExitRule rule, List<Double> thresholds) implements ExitGate {
    public Confidence {
      thresholds = List.copyOf(thresholds);
      ExitProfile.checkThresholds(thresholds);
    }

    /// With the thresholds of the target's profile.
    public Confidence(ExitRule rule) {
      this(rule, List.of());
    }
  }

  /// Always the same exit; the others are never evaluated.
  ///
  /// @param layer number of layers that are run, one of the draft's exits
  record Fixed(int layer) implements ExitGate {}
}
