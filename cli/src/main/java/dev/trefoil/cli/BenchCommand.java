package dev.trefoil.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `trefoil bench`: the group of measurements.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures.",
    subcommands = {BenchDatastoreCommand.class, BenchEngineCommand.class})
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  // picocli fills the field before a command runs
  @SuppressWarnings("NullAway.Init")
  BenchCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "bench what? See the list below.");
  }
}
