package dev.trefoil.drafter.sorted;

import dev.trefoil.checkpoint.ModelConfig;
import java.util.List;

/// An [ExitGate] with everything that it leaves open filled in for one draft and one target.
final class ExitPolicy {
  private final ExitGate gate;
  private final List<Double> thresholds; // [exit], the last one does not count
  private final List<Double> temperatures;
  private final int exits;
  private final int fixed; // exit, or -1

  ExitPolicy(ExitGate gate, SortedDraft draft, String targetName, ModelConfig target) {
    this.gate = gate;
    this.exits = draft.exits();
    ExitProfile profile = draft.settings().profileOf(targetName);
    this.temperatures = profile.temperatures();
    List<Double> given =
        switch (gate) {
          case ExitGate.Confidence confidence -> confidence.thresholds();
          case ExitGate.PerNode perNode -> perNode.thresholds();
          case ExitGate.Fixed _ -> List.of();
        };
    this.fixed = gate instanceof ExitGate.Fixed(int layer) ? indexOf(layer, draft) : -1;
    if (given.isEmpty()) {
      given = profile.thresholds();
    }
    this.thresholds =
        given.isEmpty() ? ExitProfile.byCost(draft.network().config(), target, exits) : given;
    if (thresholds.size() != exits && thresholds.size() != exits - 1) {
      throw new IllegalArgumentException(
          "%d thresholds for a draft with exits %s; one per exit is needed, or none"
              .formatted(thresholds.size(), draft.settings().exits()));
    }
  }

  private static int indexOf(int layer, SortedDraft draft) {
    int index = draft.settings().exits().indexOf(layer);
    if (index < 0) {
      throw new IllegalArgumentException(
          "there is no exit after layer %d; this draft's are %s"
              .formatted(layer, draft.settings().exits()));
    }
    return index;
  }

  List<Double> thresholds() {
    return thresholds;
  }

  List<Double> temperatures() {
    return temperatures;
  }

  /// Whether the head must be evaluated at an exit.
  boolean mayExit(int exit) {
    return fixed < 0 || exit == fixed;
  }

  /// Whether a level as a whole takes an exit.
  boolean levelExits(int exit, SortedLevel level) {
    return switch (gate) {
      case ExitGate.Fixed _ -> true;
      case ExitGate.PerNode _ -> exit == exits - 1;
      case ExitGate.Confidence(ExitRule rule, _) ->
          exit == exits - 1
              || rule.confidence(level.confidences(), level.scores(), level.nodes())
                  > thresholds.get(exit);
    };
  }

  /// Whether a node takes an exit that its level as a whole does not.
  boolean nodeExits(int exit, double confidence) {
    return gate instanceof ExitGate.PerNode && confidence > thresholds.get(exit);
  }
}
