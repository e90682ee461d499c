package dev.trefoil.cli;

import dev.trefoil.training.run.RunLength;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// How long a training run is.
// picocli fills the fields before the command runs
@SuppressWarnings({"NullAway.Init", "FieldMayBeFinal"})
final class TrainLengthOptions {
  @Option(names = "--steps", description = "Optimiser steps.")
  private @Nullable Long steps;

  @Option(names = "--tokens", description = "Tokens, padding included.")
  private @Nullable Long tokens;

  @Option(
      names = "--epochs",
      description = "Passes over the data. Default: 3 for lm, as published for a draft.")
  private @Nullable Double epochs;

  @Option(
      names = "--max-minutes",
      description = "End by this running time at the latest; the schedule bends to it.")
  private double maxMinutes;

  RunLength toRunLength(CommandSpec spec, double defaultEpochs) {
    int given = (steps == null ? 0 : 1) + (tokens == null ? 0 : 1) + (epochs == null ? 0 : 1);
    if (given > 1) {
      throw new ParameterException(
          spec.commandLine(), "give only one of --steps, --tokens and --epochs");
    }
    if (steps != null) {
      return new RunLength(RunLength.Unit.STEPS, steps, maxMinutes);
    }
    if (tokens != null) {
      return new RunLength(RunLength.Unit.TOKENS, tokens, maxMinutes);
    }
    return new RunLength(
        RunLength.Unit.EPOCHS, epochs == null ? defaultEpochs : epochs, maxMinutes);
  }
}
