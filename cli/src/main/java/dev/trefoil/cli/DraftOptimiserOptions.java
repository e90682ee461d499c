package dev.trefoil.cli;

import dev.trefoil.training.draft.DraftOptimisation;
import dev.trefoil.training.run.RateShape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What moves the weights of a draft; what is not given is as the method's authors chose.
// picocli fills the fields before the command runs
@SuppressWarnings({"NullAway.Init", "FieldMayBeFinal"})
final class DraftOptimiserOptions {
  @Option(names = "--rate", description = "Peak learning rate. Default: as published.")
  private @Nullable Double rate;

  @Option(
      names = "--schedule",
      description = "linear, cosine or constant, after the warm-up. Default: as published.")
  private @Nullable String schedule;

  @Option(names = "--floor", description = "Part of the rate at the end. Default: as published.")
  private @Nullable Double floor;

  @Option(names = "--warmup", description = "Steps of linear warm-up. Default: as published.")
  private @Nullable Integer warmup;

  @Option(names = "--beta1", description = "Default: as published.")
  private @Nullable Double beta1;

  @Option(names = "--beta2", description = "Default: as published.")
  private @Nullable Double beta2;

  @Option(names = "--weight-decay", description = "Default: as published.")
  private @Nullable Double weightDecay;

  @Option(
      names = "--clip-value",
      description = "Limit of each gradient entry, 0 for none. Default: as published.")
  private @Nullable Double clipValue;

  @Option(
      names = "--clip-norm",
      description = "Limit of the gradient's norm, 0 for none. Default: as published.")
  private @Nullable Double clipNorm;

  /// The published settings, with those that were given in their place.
  DraftOptimisation over(DraftOptimisation published) {
    return new DraftOptimisation(
        or(rate, published.peakRate()),
        schedule == null ? published.shape() : RateShape.parse(schedule),
        or(floor, published.floorFraction()),
        warmup == null ? published.warmupSteps() : warmup,
        or(beta1, published.beta1()),
        or(beta2, published.beta2()),
        or(weightDecay, published.weightDecay()),
        or(clipValue, published.clipValue()),
        or(clipNorm, published.clipNorm()));
  }

  private static double or(@Nullable Double given, double published) {
    return given == null ? published : given;
  }
}
