package dev.trefoil.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `trefoil datastore`: the group around the text that REST retrieves from.
@Command(
    name = "datastore",
    mixinStandardHelpOptions = true,
    description = "Makes and describes datastores for retrieval (REST).",
    subcommands = {DatastoreBuildCommand.class, DatastoreInfoCommand.class})
final class DatastoreCommand implements Runnable {
  @Spec private CommandSpec spec;

  // picocli fills the field before a command runs
  @SuppressWarnings("NullAway.Init")
  DatastoreCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "datastore what? See the list below.");
  }
}
