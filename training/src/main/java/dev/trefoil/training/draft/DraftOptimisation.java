package dev.trefoil.training.draft;

import dev.trefoil.torch.AdamWSettings;
import dev.trefoil.training.run.RateShape;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// How the weights of a draft move: AdamW, a warm-up and a decay.
///
/// @param peakRate learning rate after the warm-up
/// @param shape of the decay
/// @param floorFraction part of the peak rate at the end of the decay
/// @param warmupSteps of linear warm-up
/// @param weightDecay decoupled, of all trained tensors
/// @param clipValue limit of each gradient entry's absolute value; 0 for none
/// @param clipNorm limit of the norm of all gradients together; 0 for none
public record DraftOptimisation(
    double peakRate,
    RateShape shape,
    double floorFraction,
    int warmupSteps,
    double beta1,
    double beta2,
    double weightDecay,
    double clipValue,
    double clipNorm) {
  public DraftOptimisation {
    check("--rate", peakRate, peakRate > 0 && peakRate < 1, "above 0, below 1");
    check("--floor", floorFraction, floorFraction >= 0 && floorFraction <= 1, "0 to 1");
    check("--warmup", warmupSteps, warmupSteps >= 0, "0 or more");
    check("--beta1", beta1, beta1 >= 0 && beta1 < 1, "0 or more, below 1");
    check("--beta2", beta2, beta2 >= 0 && beta2 < 1, "0 or more, below 1");
    check("--weight-decay", weightDecay, weightDecay >= 0, "0 or more");
    check("--clip-value", clipValue, clipValue >= 0, "0 or more");
    check("--clip-norm", clipNorm, clipNorm >= 0, "0 or more");
  }

  private static void check(String option, double value, boolean allowed, String range) {
    if (!allowed) {
      throw new IllegalArgumentException(
          "%s %s is not allowed; give %s".formatted(option, value, range));
    }
  }

  /// Every setting under the name of its command-line option without dashes.
  public SequencedMap<String, Object> settings() {
    SequencedMap<String, Object> settings = new LinkedHashMap<>();
    settings.put("rate", peakRate);
    settings.put("schedule", shape.label());
    settings.put("floor", floorFraction);
    settings.put("warmup", warmupSteps);
    settings.put("beta1", beta1);
    settings.put("beta2", beta2);
    settings.put("weight-decay", weightDecay);
    settings.put("clip-value", clipValue);
    settings.put("clip-norm", clipNorm);
    return settings;
  }

  AdamWSettings adamW() {
    return new AdamWSettings(
        beta1,
        beta2,
        1e-8,
        weightDecay,
        true,
        clipValue == 0 ? Double.POSITIVE_INFINITY : clipValue);
  }
}
