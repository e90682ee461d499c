package dev.trefoil.drafter.sorted;

import java.util.List;

/// Decides at which exit a token or a level of a tree leaves the draft.
public sealed interface ExitGate {
  /// The whole level leaves at the first exit whose confidence, by a rule over its nodes, is
  /// strictly greater than the exit's threshold; at the last exit always.
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

  /// Each node of a level leaves at the first exit at which it is confident itself, strictly more
  /// than the exit's threshold; at the last exit always. The others alone go deeper, with those of
  /// their ancestors that did not. Ours, for machines that pay for every row: a sure node keeps its
  /// shallow children beside unsure ones that are looked at for longer.
  ///
  /// @param thresholds as of [Confidence]
  record PerNode(List<Double> thresholds) implements ExitGate {
    public PerNode {
      thresholds = List.copyOf(thresholds);
      ExitProfile.checkThresholds(thresholds);
    }

    /// With the thresholds of the target's profile.
    public PerNode() {
      this(List.of());
    }
  }

  /// Always the same exit; the others are never evaluated.
  ///
  /// @param layer number of layers that are run, one of the draft's exits
  record Fixed(int layer) implements ExitGate {}
}
