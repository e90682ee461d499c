package dev.trefoil.cli;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.text.Tokenizer;
import dev.trefoil.training.data.LossScope;
import dev.trefoil.training.data.TrainingTemplate;
import dev.trefoil.training.prepare.VocabularyJob;
import dev.trefoil.training.prepare.VocabularyOptions;
import dev.trefoil.training.prepare.VocabularyReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trefoil data vocabulary`: conversations in, the tokens that a draft proposes out.
@Command(
    name = "vocabulary",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Counts the tokens that the target says in conversations and writes the most frequent ones to"
          + " draft_vocabulary.json. A draft with that file beside it proposes these alone, which"
          + " makes its steps cheaper; answers stay the same.",
      "For every method with a draft but eagle3, which has a vocabulary of its own and does not read"
          + " the file.",
    },
    footer = {
      "",
      "Examples:",
      "  trefoil data vocabulary --data prepared --tokens 2048 --out DRAFT",
      "  trefoil data vocabulary --model DIR --data a.jsonl b.jsonl --tokens 8192 --out DRAFT --json",
      "  trefoil data vocabulary --data train.json --tokens 4096 --mask all --out my_vocabulary.json",
    })
final class DataVocabularyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      defaultValue = "demo",
      description = "Target whose tokens are counted, or 'demo' (default: demo).")
  private String model = "demo";

  @Option(
      names = "--data",
      paramLabel = "DIR_OR_FILE",
      required = true,
      arity = "1..*",
      description =
          "Directories of 'trefoil data prepare', or conversations in ShareGPT form; best what the"
              + " draft was trained on.")
  private List<Path> data = List.of();

  @Option(
      names = "--tokens",
      paramLabel = "N",
      required = true,
      description = "Most tokens that the draft proposes.")
  private int tokens;

  @Option(
      names = "--out",
      paramLabel = "DIR_OR_FILE",
      required = true,
      description = "Directory of the draft, or the file itself. A file that is there is replaced.")
  private Path out;

  @Option(
      names = "--mask",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "Tokens that count: assistant, vicuna, llama-3, all, or auto, what was published for the"
              + " model's template (default: auto).")
  private String mask = "auto";

  @Option(names = "--json", description = "Prints one JSON object instead of the summary.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  DataVocabularyCommand() {}

  @Override
  public Integer call() {
    Path directory = Usage.check(spec, () -> ModelOptions.directory(model));
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    ChatTemplate template = TrainingTemplate.load(directory);
    VocabularyOptions options = Usage.check(spec, () -> options(template));
    try (Interruption interruption = new Interruption();
        Tokenizer tokenizer = Tokenizer.load(directory);
        ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), "vocabulary", "bytes")) {
      VocabularyJob job =
          Usage.check(
              spec,
              () ->
                  new VocabularyJob(
                      options,
                      tokenizer,
                      template,
                      config,
                      DataPrepareCommand.listener(spec, bar),
                      interruption::wished));
      VocabularyReport report = job.run();
      bar.clear();
      print(report);
      return 0;
    }
  }

  private VocabularyOptions options(ChatTemplate template) {
    return new VocabularyOptions(data, LossScope.parse(mask, template), tokens, out);
  }

  private void print(VocabularyReport report) {
    PrintWriter to = spec.commandLine().getOut();
    to.println(
        json
            ? Json.page(report)
            : String.format(
                Locale.ROOT,
                "%s: %,d of the target's %,d tokens; they cover %.2f%% of %,d counted (mask %s, %,d"
                    + " different), made in %.1f s",
                report.out(),
                report.tokens(),
                report.vocabulary(),
                100 * report.coverage(),
                report.countedTokens(),
                report.mask(),
                report.differentTokens(),
                report.seconds()));
    to.flush();
  }
}
