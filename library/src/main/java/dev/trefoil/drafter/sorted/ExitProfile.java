package dev.trefoil.drafter.sorted;

import dev.trefoil.checkpoint.ModelConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How one target wants the exits of a draft used: several targets share one draft by having each
/// its own.
///
/// @param thresholds one per exit; the last exit's may be left out, as it always accepts. Empty for
///   those that follow from the target's cost
/// @param temperatures one per exit, by which its logits are divided before anything is read from
///   them (calibration, see [ExitCalibration]; never the request's sampling temperature). Empty for
///   1 everywhere
public record ExitProfile(List<Double> thresholds, List<Double> temperatures) {
  /// Thresholds by the target's cost, no calibration.
  public static final ExitProfile DEFAULT = new ExitProfile(List.of(), List.of());

  /// A target this much dearer than the draft deserves deeper exits.
  private static final double DEAR = 0.1;

  public ExitProfile {
    thresholds = List.copyOf(thresholds);
    temperatures = List.copyOf(temperatures);
    checkThresholds(thresholds);
    for (double temperature : temperatures) {
      if (!(temperature > 0) || Double.isInfinite(temperature)) {
        throw new IllegalArgumentException(
            "an exit's temperature is %s; finite numbers above 0 are needed"
                .formatted(temperature));
      }
    }
  }

  static void checkThresholds(List<Double> thresholds) {
    for (double threshold : thresholds) {
      if (!(threshold >= 0)) {
        throw new IllegalArgumentException(
            "an exit's threshold is %s; 0 (always) to 1 (never) is needed".formatted(threshold));
      }
    }
  }

  /// The published thresholds by cost (S2D, ablation of thresholds on MT-Bench): 0.5 everywhere for
  /// targets that are cheap against the draft, 0.75 falling to 0.7 for those over ten times as
  /// dear.
  ///
  /// The cost of a model is the number of weights that it reads for a token.
  static List<Double> byCost(ModelConfig draft, ModelConfig target, int exits) {
    if (weightsPerToken(draft) / weightsPerToken(target) >= DEAR) {
      return Collections.nCopies(exits, 0.5);
    }
    List<Double> thresholds = new ArrayList<>();
    for (int exit = 0; exit < exits; exit++) {
      thresholds.add(0.75 - 0.05 * exit / Math.max(1, exits - 2));
    }
    return thresholds;
  }

  private static double weightsPerToken(ModelConfig config) {
    double hidden = config.hiddenSize();
    double heads = 2.0 * (config.heads() + config.kvHeads()) * config.headDim();
    double layer = hidden * (heads + 3.0 * config.feedForwardSize());
    return config.layers() * layer + hidden * config.vocabularySize();
  }
}
