package dev.trefoil.cli;

import dev.trefoil.training.lm.LmShape;
import picocli.CommandLine.Option;

/// The shape of the network.
// picocli fills the fields before the command runs
@SuppressWarnings({"NullAway.Init", "FieldMayBeFinal"})
final class LmModelOptions {
  @Option(names = "--hidden", defaultValue = "384", description = "Default: ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(names = "--layers", defaultValue = "6", description = "Default: ${DEFAULT-VALUE}.")
  private int layers;

  @Option(names = "--heads", defaultValue = "6", description = "Default: ${DEFAULT-VALUE}.")
  private int heads;

  @Option(names = "--kv-heads", defaultValue = "6", description = "Default: ${DEFAULT-VALUE}.")
  private int kvHeads;

  @Option(names = "--ffn", defaultValue = "1024", description = "Default: ${DEFAULT-VALUE}.")
  private int feedForward;

  @Option(
      names = "--tied",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "The output head is the embedding table (default).")
  private boolean tied;

  @Option(
      names = "--context",
      defaultValue = "1024",
      description = "Largest number of positions. Default: ${DEFAULT-VALUE}.")
  int context;

  LmShape shape() {
    return new LmShape(hidden, layers, heads, kvHeads, feedForward, tied);
  }
}
