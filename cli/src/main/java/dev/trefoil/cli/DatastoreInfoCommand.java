package dev.trefoil.cli;

import dev.trefoil.drafter.rest.Datastore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trefoil datastore info`: what a datastore is.
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Checks a datastore and says what it holds.",
    footer = {
      "",
      "Examples:",
      "  trefoil datastore info demo.rest",
      "  trefoil datastore info --json demo.rest",
      "  trefoil datastore info datastore_chat_small.idx",
    })
final class DatastoreInfoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "A datastore, or a published one (named *.idx, without checksum).")
  private Path file;

  @Option(names = "--json", description = "Prints one JSON object instead of the table.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  DatastoreInfoCommand() {}

  /// What the command reports.
  ///
  /// @param fingerprint of the tokenizer; empty where the file does not tell
  record Report(
      String file,
      String fingerprint,
      int vocabulary,
      int tokenBytes,
      long tokens,
      int chunks,
      long bytes,
      double bytesPerToken) {}

  @Override
  public Integer call() {
    try (Datastore datastore = Datastore.open(file)) {
      Report report =
          new Report(
              file.toString(),
              datastore.fingerprint().orElse(""),
              datastore.vocabularySize(),
              datastore.tokenBytes(),
              datastore.tokens(),
              datastore.chunkCount(),
              datastore.fileBytes(),
              datastore.fileBytes() / (double) datastore.tokens());
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? Json.page(report) + "\n" : table(report));
      out.flush();
      return 0;
    }
  }

  private static String table(Report report) {
    boolean published = report.fingerprint.isEmpty();
    return String.format(
        Locale.ROOT,
        "file         %s%nform         %s%ntokenizer    %s%nvocabulary   %,d%ntokens       %,d of %d"
            + " bytes%nchunks       %,d%nsize         %,d bytes, %.2f per token%n",
        report.file,
        published ? "published (no checksum)" : "Trefoil, checksums right",
        published ? "not told" : report.fingerprint,
        report.vocabulary,
        report.tokens,
        report.tokenBytes,
        report.chunks,
        report.bytes,
        report.bytesPerToken);
  }
}
