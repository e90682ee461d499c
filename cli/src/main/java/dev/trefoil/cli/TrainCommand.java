package dev.trefoil.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `trefoil train`: the group of trainers.
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains a model, or a draft for one, in this JVM, on libtorch.",
    subcommands = {
      TrainLmCommand.class,
      TrainMedusaCommand.class,
      TrainHydraCommand.class,
      TrainEagleCommand.class,
      TrainEagle3Command.class,
      TrainCloverCommand.class,
      TrainClover2Command.class,
      TrainSortedCommand.class,
    })
final class TrainCommand implements Runnable {
  @Spec private CommandSpec spec;

  // picocli fills the field before a command runs
  @SuppressWarnings("NullAway.Init")
  TrainCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "train what? See the list below.");
  }
}
