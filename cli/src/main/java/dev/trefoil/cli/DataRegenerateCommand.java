package dev.trefoil.cli;

import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.Method;
import dev.trefoil.engine.MethodOptions;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.training.data.ModelFingerprint;
import dev.trefoil.training.data.TrainingTemplate;
import dev.trefoil.training.regenerate.RegenerateListener;
import dev.trefoil.training.regenerate.RegenerateOptions;
import dev.trefoil.training.regenerate.RegenerateReport;
import dev.trefoil.training.regenerate.Regenerator;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trefoil data regenerate`: conversations in, the same questions with the target's answers out.
@Command(
    name = "regenerate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Replaces the answers of conversations by the target's own, turn by turn: drafts that are"
          + " trained on the target's own words accept more.",
      "Writes shards in ShareGPT form. The same command continues a run that was interrupted; the"
          + " files are those of an undisturbed run.",
    },
    footer = {
      "",
      "Greedy answers do not depend on --method or --batch: choose what is fastest.",
      "",
      "Examples:",
      "  trefoil data regenerate --data train.json --out answers",
      "  trefoil data regenerate --model DIR --data a.jsonl --out answers --limit 1000 --batch 16",
      "  trefoil data regenerate --data train.json --out warm --temperature 0.7 --seed 1 --json",
    })
final class DataRegenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOptions model;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      arity = "1..*",
      description = "Conversations in ShareGPT form.")
  private List<Path> data = List.of();

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "The result.")
  private Path out;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "512",
      description = "Length limit of an answer (default: 512).")
  private int maxNewTokens;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Most conversations; a higher one later continues (default: all).")
  private @Nullable Long limit;

  @Option(
      names = "--shard-conversations",
      paramLabel = "N",
      defaultValue = "" + RegenerateOptions.DEFAULT_SHARD_CONVERSATIONS,
      description =
          "Conversations of a shard, which is what an interruption can cost (default:"
              + " ${DEFAULT-VALUE}).")
  private int shardConversations;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = "sam",
      completionCandidates = MethodNames.class,
      description = "Decoding method: ${COMPLETION-CANDIDATES} (default: sam).")
  private String method = "sam";

  @Mixin private MethodNeeds needs;
  @Mixin private SamplingFlags sampling;

  @Option(names = "--restart", description = "Start anew where an earlier run has left shards.")
  private boolean restart;

  @Option(names = "--json", description = "Prints one JSON object instead of the summary.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  DataRegenerateCommand() {}

  @Override
  public Integer call() {
    MethodOptions methodOptions = needs.options(model.name());
    Method chosen = needs.method(method, methodOptions);
    RegenerateOptions options =
        Usage.check(
            spec,
            () ->
                new RegenerateOptions(
                    data,
                    out,
                    maxNewTokens,
                    limit == null ? Long.MAX_VALUE : limit,
                    shardConversations,
                    sampling.options(),
                    restart));
    try (Interruption interruption = new Interruption();
        LoadedModel loaded = model.load();
        ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), "regenerate", "answers")) {
      Path directory = ModelOptions.directory(model.name());
      ChatTemplate template = TrainingTemplate.load(directory);
      String fingerprint = ModelFingerprint.of(directory);
      Regenerator regenerator =
          Usage.check(
              spec,
              () ->
                  new Regenerator(
                      loaded,
                      template,
                      fingerprint,
                      chosen,
                      methodOptions,
                      options,
                      listener(bar),
                      interruption::wished));
      RegenerateReport report = regenerator.run();
      bar.clear();
      print(report);
      return 0;
    }
  }

  private RegenerateListener listener(ProgressBar bar) {
    long start = System.nanoTime();
    return new RegenerateListener() {
      @Override
      public void notice(String text) {
        bar.clear();
        spec.commandLine().getErr().println(text);
      }

      @Override
      public void progress(long answered, long questions, long newTokens) {
        double rate = newTokens * 1e9 / (System.nanoTime() - start);
        bar.update(answered, questions, String.format(Locale.ROOT, "%.0f tokens/s", rate));
      }
    };
  }

  private void print(RegenerateReport report) {
    PrintWriter to = spec.commandLine().getOut();
    if (json) {
      to.println(Json.page(report));
    } else {
      to.println(
          String.format(
              Locale.ROOT,
              "%s: %,d conversations, %,d answers of %,d tokens (%,d cut at the limit, %,d re-encode"
                  + " to the very tokens), %,d bytes in %d shards (%d kept)",
              report.out(),
              report.conversations(),
              report.answers(),
              report.newTokens(),
              report.cutAnswers(),
              report.exactAnswers(),
              report.bytes(),
              report.shards(),
              report.keptShards()));
      DataPrepareCommand.counted(to, "lost", report.lost());
      DataPrepareCommand.counted(to, "mended", report.mended());
      to.println(
          String.format(
              Locale.ROOT,
              "this run: %,d tokens in %.1f s, %.0f tokens/s (%s, batch %d, %.2f tokens per step)",
              report.runNewTokens(),
              report.runSeconds(),
              report.runTokensPerSecond(),
              report.method(),
              report.batch(),
              report.runTokensPerStep()));
    }
    to.flush();
  }
}
