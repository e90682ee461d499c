package dev.trefoil.cli;

import dev.trefoil.checkpoint.CheckpointReport;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trefoil inspect`: what a checkpoint is.
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = "Says what a checkpoint is: kind, shapes, files, and what is wrong with it.",
    footer = {
      "",
      "Examples:",
      "  trefoil inspect demo",
      "  trefoil inspect --weights DIR",
      "  trefoil inspect --json model.safetensors",
    })
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Model directory, tensor file, or 'demo'.")
  private String checkpoint;

  @Option(
      names = "--weights",
      description = "Also reads every weight and looks for NaN and infinity.")
  private boolean weights;

  @Option(names = "--json", description = "Prints one JSON object instead of the table.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  InspectCommand() {}

  @Override
  public Integer call() {
    CheckpointReport report = CheckpointReport.inspect(path(), weights);
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? Json.page(report) : report.render().stripTrailing());
    out.flush();
    return 0;
  }

  private Path path() {
    Path given = Path.of(checkpoint);
    return Files.isRegularFile(given) ? given : ModelOptions.directory(checkpoint);
  }
}
