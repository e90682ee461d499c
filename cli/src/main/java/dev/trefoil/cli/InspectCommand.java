package dev.trefoil.cli;

import dev.trefoil.checkpoint.CheckpointReport;
import dev.trefoil.drafter.vocabulary.VocabularyFile;
import dev.trefoil.engine.DraftFit;
import dev.trefoil.engine.LoadedModel;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trefoil inspect`: what a checkpoint is.
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description =
        "Says what a checkpoint is: kind, shapes, files, what is wrong with it, and whether it fits"
            + " as a draft.",
    footer = {
      "",
      "Exit code 1 when a draft does not fit its target.",
      "",
      "Examples:",
      "  trefoil inspect demo",
      "  trefoil inspect --weights DIR",
      "  trefoil inspect --json model.safetensors",
      "  trefoil inspect DRAFT --model TARGET",
    })
final class InspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      description = "Directory of a model or draft, tensor file, or 'demo'.")
  private String checkpoint;

  @Option(
      names = "--weights",
      description = "Also reads every weight and looks for NaN and infinity.")
  private boolean weights;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Also says whether this draft fits a target: a directory, or 'demo'.")
  private @Nullable String target;

  @Option(names = "--json", description = "Prints one JSON object instead of the table.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  InspectCommand() {}

  @Override
  public Integer call() {
    CheckpointReport report = CheckpointReport.inspect(path(), weights);
    DraftFit fit = target == null ? null : fit(target);
    PrintWriter out = spec.commandLine().getOut();
    if (fit == null) {
      out.println(json ? Json.page(report) : report.render().stripTrailing());
    } else {
      out.println(
          json
              ? Json.page(new FittedDraft(report, fit))
              : report.render().stripTrailing() + "\n\n" + describe(fit));
    }
    out.flush();
    return fit == null || fit.fits() ? 0 : 1;
  }

  /// What `--json` prints of a draft and its target.
  private record FittedDraft(CheckpointReport draft, DraftFit fit) {}

  private DraftFit fit(String name) {
    Path directory = Usage.check(spec, () -> ModelOptions.directory(name));
    String shown =
        name.equals("demo") ? name : String.valueOf(directory.toAbsolutePath().getFileName());
    try (LoadedModel model = ModelOptions.load(directory, shown, "bf16", 0, 1)) {
      return DraftFit.of(path(), model);
    }
  }

  private static String describe(DraftFit fit) {
    String methods = String.join(" or ", fit.methods());
    return fit.fits()
        ? "FITS %s: --method %s --draft PATH".formatted(fit.target(), methods) + proposes(fit)
        : "DOES NOT FIT %s: %s".formatted(fit.target(), fit.problem());
  }

  private static String proposes(DraftFit fit) {
    DraftFit.Vocabulary vocabulary = fit.vocabulary();
    return vocabulary == null
        ? ""
        : String.format(
            Locale.ROOT,
            "%nIt proposes %,d frequent tokens (%s), %.2f%% of those counted",
            vocabulary.tokens(),
            VocabularyFile.NAME,
            100 * vocabulary.coverage());
  }

  private Path path() {
    Path given = Path.of(checkpoint);
    return Files.isRegularFile(given) ? given : ModelOptions.directory(checkpoint);
  }
}
