package dev.trefoil.cli;

import dev.trefoil.training.run.Cadence;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a training run goes.
// picocli fills the fields before the command runs
@SuppressWarnings({"NullAway.Init", "FieldMayBeFinal"})
final class TrainRunOptions {
  @Option(
      names = "--validate-every",
      defaultValue = "200",
      description = "Steps. Default: ${DEFAULT-VALUE}.")
  private int validateEvery;

  @Option(
      names = "--checkpoint-every",
      defaultValue = "200",
      description = "Steps. Default: ${DEFAULT-VALUE}.")
  private int checkpointEvery;

  @Option(
      names = "--validation-tokens",
      defaultValue = "32768",
      description = "Of a validation on the way. Default: ${DEFAULT-VALUE}.")
  private long validationTokens;

  @Option(
      names = "--keep",
      defaultValue = "2",
      description = "Newest checkpoints kept beside the best. Default: ${DEFAULT-VALUE}.")
  private int keep;

  @Option(
      names = "--patience",
      defaultValue = "0",
      description = "End after so many validations without a better one; 0 for never.")
  private int patience;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description = "cpu or cuda. Default: ${DEFAULT-VALUE}.")
  String device;

  @Option(names = "--threads", description = "Threads of a product. Default: all cores.")
  @Nullable Integer threads;

  @Option(
      names = "--dtype",
      defaultValue = "bf16",
      description = "Factors of products: bf16, or f32 (slower). Default: ${DEFAULT-VALUE}.")
  String dtype;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(names = "--log-every", defaultValue = "10", description = "Steps between lines.")
  int logEvery;

  Cadence cadence() {
    return new Cadence(validateEvery, checkpointEvery, validationTokens, keep, patience);
  }
}
