package dev.trefoil.cli;

import dev.trefoil.drafter.rest.DatastoreBuildReport;
import dev.trefoil.drafter.rest.DatastoreWriter;
import dev.trefoil.text.Tokenizer;
import dev.trefoil.training.data.TextReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trefoil datastore build`: text in, datastore out.
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description =
        "Tokenizes text with a model's tokenizer and sorts it for retrieval (REST), a part of"
            + " bounded size in memory at a time.",
    footer = {
      "",
      "Data: .json, .jsonl and .ndjson files hold objects, in an array or one after the other, with",
      "'conversations' [{\"value\": TEXT}, ...] or 'text'; all other files are plain text.",
      "",
      "Examples:",
      "  trefoil datastore build --model demo --data train.json --out demo.rest",
      "  trefoil datastore build --model DIR --data a.jsonl b.txt --out DIR/text.rest --json",
      "  trefoil datastore build --model DIR --data big.jsonl --out F --chunk-tokens 8000000",
    })
final class DatastoreBuildCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      defaultValue = "demo",
      description = "Model directory whose tokenizer is used, or 'demo' (default: demo).")
  private String model = "demo";

  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      arity = "1..*",
      description = "Files of text, JSON or JSONL, of any size.")
  private List<Path> data = List.of();

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "The datastore.")
  private Path out;

  @Option(
      names = "--chunk-tokens",
      paramLabel = "N",
      defaultValue = "" + DatastoreWriter.DEFAULT_CHUNK_TOKENS,
      description =
          "Tokens sorted at once; a build needs about 12 bytes of memory for each (default:"
              + " ${DEFAULT-VALUE}).")
  private int chunkTokens;

  @Option(names = "--json", description = "Prints one JSON object instead of the summary.")
  private boolean json;

  private long messages;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  DatastoreBuildCommand() {}

  /// What the command reports.
  record Report(
      String file,
      String model,
      String fingerprint,
      long messages,
      long tokens,
      int chunks,
      double seconds,
      long bytes,
      double bytesPerToken,
      long peakBuildBytes) {}

  @Override
  public Integer call() throws IOException {
    long start = System.nanoTime();
    try (Interruption interruption = new Interruption();
        Tokenizer tokenizer = Tokenizer.load(ModelOptions.directory(model));
        ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), "datastore", "bytes")) {
      DatastoreBuildReport built =
          DatastoreWriter.write(
              out,
              tokenizer.fingerprint(),
              tokenizer.vocabularySize(),
              chunkTokens,
              writer -> read(tokenizer, writer, bar, interruption));
      bar.clear();
      print(
          new Report(
              out.toString(),
              model,
              tokenizer.fingerprint(),
              messages,
              built.tokens(),
              built.chunks(),
              (System.nanoTime() - start) * 1e-9,
              built.fileBytes(),
              built.fileBytes() / (double) built.tokens(),
              built.peakBytes()));
      return 0;
    }
  }

  private void read(
      Tokenizer tokenizer, DatastoreWriter writer, ProgressBar bar, Interruption interruption)
      throws IOException {
    long total = 0;
    for (Path file : data) {
      total += Files.exists(file) ? Files.size(file) : 0; // a missing one is named when it is read
    }
    long allBytes = total;
    long before = 0;
    for (Path file : data) {
      long done = before;
      new TextReader(file, bytes -> bar.update(done + bytes, allBytes))
          .forEach(
              (text, begins) -> {
                if (interruption.wished()) {
                  throw new CancellationException("interrupted; nothing was written to " + out);
                }
                int[] ids = tokenizer.encode(text, begins);
                writer.append(ids, ids.length);
                messages += begins ? 1 : 0;
              });
      before += Files.size(file);
    }
  }

  private void print(Report report) {
    PrintWriter to = spec.commandLine().getOut();
    to.println(
        json
            ? Json.page(report)
            : String.format(
                Locale.ROOT,
                "%s: %,d tokens of %,d messages in %d chunks, %,d bytes (%.2f per token), made in"
                    + " %.1f s with %,d bytes of memory",
                report.file,
                report.tokens,
                report.messages,
                report.chunks,
                report.bytes,
                report.bytesPerToken,
                report.seconds,
                report.peakBuildBytes));
    to.flush();
  }
}
