package dev.trefoil.cli;

import dev.trefoil.training.lm.LmOptimisation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What moves the weights, and on what.
// picocli fills the fields before the command runs
@SuppressWarnings({"NullAway.Init", "FieldMayBeFinal"})
final class LmOptimisationOptions {
  @Option(
      names = "--loss",
      defaultValue = "all",
      description = "Tokens that count: assistant or all. Default: ${DEFAULT-VALUE}.")
  String loss;

  @Option(
      names = "--row-tokens",
      description = "Tokens of a row; may change at --resume. Default: the context.")
  @Nullable Integer rowTokens;

  @Option(
      names = "--batch-rows",
      defaultValue = "4",
      description = "Rows of a step. Default: ${DEFAULT-VALUE}.")
  int batchRows;

  @Option(
      names = "--rate",
      defaultValue = "1.5e-3",
      description = "Peak learning rate. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--floor",
      defaultValue = "0.1",
      description = "Part of it at the end of the cosine. Default: ${DEFAULT-VALUE}.")
  private double floor;

  @Option(
      names = "--warmup",
      defaultValue = "100",
      description = "Steps of linear warm-up. Default: ${DEFAULT-VALUE}.")
  private int warmup;

  @Option(names = "--beta1", defaultValue = "0.9", description = "Default: ${DEFAULT-VALUE}.")
  private double beta1;

  @Option(names = "--beta2", defaultValue = "0.95", description = "Default: ${DEFAULT-VALUE}.")
  private double beta2;

  @Option(
      names = "--weight-decay",
      defaultValue = "0.1",
      description = "Of matrices. Default: ${DEFAULT-VALUE}.")
  private double weightDecay;

  @Option(
      names = "--clip",
      defaultValue = "1.0",
      description = "Largest gradient norm, 0 for none. Default: ${DEFAULT-VALUE}.")
  private double clip;

  LmOptimisation optimisation() {
    return new LmOptimisation(rate, floor, warmup, beta1, beta2, weightDecay, clip);
  }
}
