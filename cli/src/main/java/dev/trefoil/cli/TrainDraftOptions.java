package dev.trefoil.cli;

import dev.trefoil.compute.Precision;
import dev.trefoil.torch.TorchDevice;
import dev.trefoil.torch.TorchSettings;
import dev.trefoil.torch.TorchSettings.MatmulPrecision;
import dev.trefoil.training.data.LossScope;
import dev.trefoil.training.draft.DraftData;
import dev.trefoil.training.draft.DraftDefaults;
import dev.trefoil.training.draft.DraftOptimisation;
import dev.trefoil.training.draft.DraftOptions;
import dev.trefoil.training.draft.DraftRecipe;
import dev.trefoil.training.draft.DraftTrainer;
import dev.trefoil.training.run.RunLength;
import dev.trefoil.training.run.RunResult;
import dev.trefoil.training.run.RunSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What every `trefoil train` of a draft takes, and the run itself.
// picocli fills the fields before the command runs
@SuppressWarnings({"NullAway.Init", "FieldMayBeFinal"})
final class TrainDraftOptions {
  private static final Duration CHECKPOINT_PATIENCE = Duration.ofMinutes(10);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--target",
      paramLabel = "DIR",
      defaultValue = "demo",
      description = "Model whose draft is trained, or 'demo'. Default: ${DEFAULT-VALUE}.")
  private String target;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      required = true,
      arity = "1..*",
      description =
          "Conversations, best the target's own answers: ShareGPT files, prepared"
              + " directories, or one of hidden states.")
  private List<Path> data;

  @Option(
      names = "--valid",
      paramLabel = "FILE",
      description = "Conversations for validation. Default: the last of the data.")
  private @Nullable Path valid;

  @Option(
      names = "--valid-share",
      defaultValue = "0.05",
      description = "How much of the data that is. Default: ${DEFAULT-VALUE}.")
  private double validShare;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Directory of the run.")
  private Path out;

  @Option(names = "--resume", description = "Continue from the newest whole checkpoint.")
  private boolean resume;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Options from a JSON file, such as the settings.json of a run; those on the"
              + " command line come first.")
  private @Nullable Path config;

  @Option(
      names = "--mask",
      defaultValue = "auto",
      description =
          "Tokens that count: assistant, vicuna, llama-3, all, or auto, as published for the"
              + " template. Default: ${DEFAULT-VALUE}.")
  private String mask;

  @Option(
      names = "--max-tokens",
      defaultValue = "2048",
      description = "Conversations are cut to it, at most the context. Default: ${DEFAULT-VALUE}.")
  private int maxTokens;

  @Option(names = "--batch", description = "Conversations of a pass. Default: as published.")
  private @Nullable Integer batch;

  @Option(
      names = "--accumulate",
      description = "Passes whose mean gradient makes a step. Default: as published.")
  private @Nullable Integer accumulate;

  @Option(
      names = "--export-dtype",
      defaultValue = "bf16",
      description = "Weights of the finished draft: bf16 or f32. Default: ${DEFAULT-VALUE}.")
  private String exportDtype;

  @Mixin private TrainLengthOptions length = new TrainLengthOptions();

  @Mixin private DraftOptimiserOptions optimiser = new DraftOptimiserOptions();

  @Mixin private TrainRunOptions run = new TrainRunOptions();

  TrainDraftOptions() {}

  /// Trains with a recipe made from the method's own options.
  int train(Supplier<DraftRecipe> recipes) {
    if (config != null) {
      return ConfiguredCommand.execute(command, config);
    }
    DraftRecipe recipe = Usage.check(command, recipes);
    DraftOptions options = Usage.check(command, () -> options(recipe));
    if (run.threads != null) {
      TorchSettings.threads(run.threads);
    }
    TorchSettings.matmulPrecision(
        options.precision() == Precision.F32 ? MatmulPrecision.HIGHEST : MatmulPrecision.MEDIUM);
    boolean terminal = "terminal".equals(System.getProperty("trefoil.progress"));
    TrainingConsole progress =
        new TrainingConsole(command.commandLine().getErr(), terminal, run.logEvery);
    try (Interruption interrupt = new Interruption(CHECKPOINT_PATIENCE)) {
      RunResult result = new DraftTrainer(recipe, options, progress, interrupt::wished).run();
      progress.finished(result);
      return result.finished() ? 0 : Trefoil.INTERRUPTED;
    }
  }

  private DraftOptions options(DraftRecipe recipe) {
    DraftDefaults defaults = recipe.defaults();
    DraftOptimisation optimisation = optimiser.over(defaults.optimisation());
    DraftData conversations =
        new DraftData(
            data,
            valid,
            validShare,
            mask.equals("auto") ? null : LossScope.parse(mask),
            maxTokens,
            batch == null ? defaults.batchConversations() : batch,
            accumulate == null ? defaults.accumulate() : accumulate);
    RunSettings settings =
        new RunSettings(
            out,
            resume,
            length.toRunLength(command, defaults.epochs()),
            run.cadence(),
            DraftOptions.rates(optimisation));
    return new DraftOptions(
        ModelOptions.directory(target),
        target.equals("demo") ? target : String.valueOf(Path.of(target).getFileName()),
        conversations,
        optimisation,
        settings,
        TorchDevice.parse(run.device),
        Precision.parse(run.dtype),
        run.seed,
        exportHalf(),
        TypedCommand.of(command),
        settings(optimisation, conversations, settings.length()));
  }

  /// All options, also those that nobody gave.
  private SequencedMap<String, Object> settings(
      DraftOptimisation optimisation, DraftData conversations, RunLength runLength) {
    SequencedMap<String, Object> all = ConfiguredCommand.settings(command);
    all.putAll(optimisation.settings());
    all.put("batch", conversations.batchConversations());
    all.put("accumulate", conversations.accumulate());
    boolean counted = runLength.unit() != RunLength.Unit.EPOCHS;
    all.put(
        runLength.unit().name().toLowerCase(Locale.ROOT),
        counted ? (Object) Math.round(runLength.amount()) : (Object) runLength.amount());
    return all;
  }

  private boolean exportHalf() {
    return switch (Precision.parse(exportDtype)) {
      case BF16 -> true;
      case F32 -> false;
      case INT8 ->
          throw new IllegalArgumentException(
              "--export-dtype int8 is not allowed; give bf16 or f32");
    };
  }
}
