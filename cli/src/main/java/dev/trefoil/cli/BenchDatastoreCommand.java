package dev.trefoil.cli;

import dev.trefoil.bench.DatastoreBenchmark;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trefoil bench datastore`: how fast a suffix array is made and searched.
@Command(
    name = "datastore",
    mixinStandardHelpOptions = true,
    description =
        "Times a suffix array over random tokens with the frequencies and repetitions of text, and"
            + " lookups in it.",
    footer = {
      "",
      "Examples:",
      "  trefoil bench datastore",
      "  trefoil bench datastore --tokens 1000000 --lookups 5000",
      "  trefoil bench datastore --tokens 10000000 --vocabulary 128000 --json",
    })
final class BenchDatastoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "Tokens (default: ${DEFAULT-VALUE}).")
  private int tokens;

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      defaultValue = "32000",
      description = "Different tokens there may be (default: ${DEFAULT-VALUE}).")
  private int vocabulary;

  @Option(
      names = "--lookups",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Timed lookups of each kind (default: ${DEFAULT-VALUE}).")
  private int lookups;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the random tokens (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Prints one JSON object instead of the table.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  BenchDatastoreCommand() {}

  @Override
  public Integer call() throws IOException {
    DatastoreBenchmark.Report report =
        new DatastoreBenchmark(tokens, vocabulary, lookups, seed).run();
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? Json.page(report) + "\n" : report.table());
    out.flush();
    return 0;
  }
}
