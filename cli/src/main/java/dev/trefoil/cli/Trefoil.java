package dev.trefoil.cli;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The root command. Exit codes: 0 ok, 1 failure, 2 wrong usage, 130 interrupted.
@Command(
    name = "trefoil",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Lossless speculative decoding on the JVM: the same answer, sooner.",
    subcommands = {
      BenchCommand.class,
      CompareCommand.class,
      DataCommand.class,
      DatastoreCommand.class,
      DemoCommand.class,
      GenerateCommand.class,
      InspectCommand.class,
      ProveCommand.class,
      PullCommand.class,
      ReportCommand.class,
      SpeedCommand.class,
      TrainCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  trefoil demo",
      "  trefoil generate --model demo --method pld --prompt \"What is 12 plus 30?\" --stats",
      "  trefoil inspect models/demo/target",
    })
public final class Trefoil implements Runnable {
  /// Exit code of a command that Ctrl-C ended.
  static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  // picocli fills the field before a command runs
  @SuppressWarnings("NullAway.Init")
  Trefoil() {}

  public static void main(String[] arguments) {
    useGivenStandardError();
    CommandLine line = commandLine();
    int exitCode;
    try {
      exitCode = line.execute(arguments);
    } catch (Error failure) { // out of memory, native code that cannot be loaded
      exitCode = FailureReport.report(failure, line.getErr());
    }
    System.exit(exitCode);
  }

  /// The launcher filters the JVM's own messages; ours go to the descriptor it names.
  private static void useGivenStandardError() {
    String given = System.getProperty("trefoil.stderr");
    if (given != null) {
      try {
        System.setErr(
            new PrintStream(new FileOutputStream(given, true), true, StandardCharsets.UTF_8));
      } catch (FileNotFoundException e) {
        System.err.println("trefoil: " + given + " cannot be opened; messages stay here");
      }
    }
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Trefoil());
    line.setExecutionExceptionHandler(new FailureReport());
    line.setParameterExceptionHandler(new UsageReport());
    line.setUsageHelpAutoWidth(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? See the list below.");
  }
}
