package dev.trefoil.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `trefoil data`: the group around what drafts are trained on.
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description =
        "Makes training data for drafts: the target's own answers, token ids, features,"
            + " the tokens to propose.",
    subcommands = {
      DataRegenerateCommand.class,
      DataPrepareCommand.class,
      DataFeaturesCommand.class,
      DataVocabularyCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  trefoil data regenerate --data train.json --out answers",
      "  trefoil data prepare --data answers/shard-*.jsonl --out prepared",
      "  trefoil data features --data prepared --out features --layers pre-norm,post-norm",
      "  trefoil data vocabulary --data prepared --tokens 2048 --out DRAFT",
    })
final class DataCommand implements Runnable {
  @Spec private CommandSpec spec;

  // picocli fills the field before a command runs
  @SuppressWarnings("NullAway.Init")
  DataCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "data what? See the list below.");
  }
}
