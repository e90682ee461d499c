package dev.trefoil.cli;

import dev.trefoil.text.ChatTemplate;
import dev.trefoil.text.Tokenizer;
import dev.trefoil.training.prepare.PrepareJob;
import dev.trefoil.training.prepare.PrepareListener;
import dev.trefoil.training.prepare.PrepareOptions;
import dev.trefoil.training.prepare.PrepareReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trefoil data prepare`: conversations in, token ids and loss masks out.
@Command(
    name = "prepare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Turns conversations in ShareGPT form (JSON or JSONL, any size) into token ids and loss masks.",
      "Says how many conversations were mended or dropped, and why. The same command continues a"
          + " run that was interrupted.",
    },
    footer = {
      "",
      "Examples:",
      "  trefoil data prepare --data train.json --out prepared",
      "  trefoil data prepare --model DIR --data a.jsonl b.jsonl --out prepared --overlong drop",
      "  trefoil data prepare --model DIR --data big.json --out prepared --context 2048 --json",
    })
final class DataPrepareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      defaultValue = "demo",
      description = "Target whose tokenizer and chat template are used, or 'demo' (default: demo).")
  private String model = "demo";

  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      arity = "1..*",
      description = "Conversations in ShareGPT form.")
  private List<Path> data = List.of();

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "The result.")
  private Path out;

  @Mixin private EncodingOptions encoding;

  @Option(names = "--restart", description = "Start anew where an earlier run has left shards.")
  private boolean restart;

  @Option(names = "--json", description = "Prints one JSON object instead of the summary.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  DataPrepareCommand() {}

  @Override
  public Integer call() {
    Path directory = Usage.check(spec, () -> ModelOptions.directory(model));
    ChatTemplate template = encoding.template(directory);
    PrepareOptions options = encoding.options(directory, template, data, out, restart);
    try (Interruption interruption = new Interruption();
        Tokenizer tokenizer = Tokenizer.load(directory);
        ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), "prepare", "bytes")) {
      PrepareReport report =
          new PrepareJob(options, tokenizer, template, listener(spec, bar), interruption::wished)
              .run();
      bar.clear();
      print(report);
      return 0;
    }
  }

  static PrepareListener listener(CommandSpec spec, ProgressBar bar) {
    return new PrepareListener() {
      @Override
      public void notice(String text) {
        bar.clear();
        spec.commandLine().getErr().println(text);
      }

      @Override
      public void bytesRead(long done, long total) {
        bar.update(done, total);
      }
    };
  }

  private void print(PrepareReport report) {
    PrintWriter to = spec.commandLine().getOut();
    if (json) {
      to.println(Json.page(report));
    } else {
      to.println(
          String.format(
              Locale.ROOT,
              "%s: %,d conversations, %,d tokens, %,d of them trained (mask %s), %,d bytes in %d"
                  + " shards (%d kept), made in %.1f s",
              report.out(),
              report.conversations(),
              report.tokens(),
              report.trainedTokens(),
              report.mask(),
              report.bytes(),
              report.shards(),
              report.keptShards(),
              report.seconds()));
      counted(to, "dropped", report.dropped());
      counted(to, "mended", report.mended());
    }
    to.flush();
  }

  /// One line per reason.
  static void counted(PrintWriter to, String fate, Map<String, Long> reasons) {
    reasons.forEach(
        (reason, count) ->
            to.println(String.format(Locale.ROOT, "  %,d %s: %s", count, fate, reason)));
  }
}
