package dev.trefoil.cli;

import dev.trefoil.compute.Precision;
import dev.trefoil.torch.TorchDevice;
import dev.trefoil.torch.TorchSettings;
import dev.trefoil.training.data.LossScope;
import dev.trefoil.training.lm.LmCadence;
import dev.trefoil.training.lm.LmData;
import dev.trefoil.training.lm.LmExport;
import dev.trefoil.training.lm.LmOptimisation;
import dev.trefoil.training.lm.LmOptions;
import dev.trefoil.training.lm.LmResult;
import dev.trefoil.training.lm.LmShape;
import dev.trefoil.training.lm.LmTrainer;
import dev.trefoil.training.lm.RunLength;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `trefoil train lm`: conversations in, a Hugging Face checkpoint out.
@Command(
    name = "lm",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains a small Llama from random weights on conversations in ShareGPT form.",
      "Writes checkpoints, log.jsonl, loss.svg and at the end the model to DIR/model.",
    },
    footer = {
      "",
      "Examples:",
      "  trefoil train lm --data train.json --valid valid.json --tokenizer models/demo/target \\",
      "      --out runs/demo --epochs 3",
      "  trefoil train lm ... --out runs/demo --epochs 3 --resume",
      "  trefoil train lm --data tiny.jsonl --tokenizer models/demo/target --out runs/tiny \\",
      "      --hidden 64 --layers 2 --heads 2 --kv-heads 2 --ffn 128 --context 128 --steps 200",
    })
// picocli fills the fields before the command runs
@SuppressWarnings({"NullAway.Init", "FieldMayBeFinal"})
final class TrainLmCommand implements Callable<Integer> {
  private static final Duration CHECKPOINT_PATIENCE = Duration.ofMinutes(10);

  @Spec private CommandSpec spec;

  @Option(names = "--data", description = "Conversations to learn from.")
  private @Nullable Path data;

  @Option(names = "--valid", description = "Conversations for validation.")
  private @Nullable Path valid;

  @Option(
      names = "--tokenizer",
      description = "Directory with tokenizer.json and tokenizer_config.json.")
  private @Nullable Path tokenizer;

  @Option(names = "--out", required = true, description = "Directory of the run.")
  private Path out;

  @Option(
      names = "--export-from",
      description = "Train nothing: make the model directory --out from this checkpoint.")
  private @Nullable Path exportFrom;

  @Option(names = "--resume", description = "Continue from the newest whole checkpoint.")
  private boolean resume;

  @ArgGroup(heading = "%nLength (one of the first three):%n", exclusive = false)
  private TrainLength length = new TrainLength();

  @ArgGroup(heading = "%nModel:%n", exclusive = false)
  private Model model = new Model();

  @ArgGroup(heading = "%nOptimisation:%n", exclusive = false)
  private Optimisation optimisation = new Optimisation();

  @ArgGroup(heading = "%nRun:%n", exclusive = false)
  private Run run = new Run();

  /// `--steps`, `--tokens`, `--epochs`, `--max-minutes`.
  static final class TrainLength {
    @Option(names = "--steps", description = "Optimiser steps.")
    private @Nullable Long steps;

    @Option(names = "--tokens", description = "Tokens, padding included.")
    private @Nullable Long tokens;

    @Option(names = "--epochs", description = "Passes over the data (default: 3).")
    private @Nullable Double epochs;

    @Option(
        names = "--max-minutes",
        description = "End by this running time at the latest; the schedule bends to it.")
    private double maxMinutes;

    RunLength toRunLength(CommandSpec spec) {
      int given = (steps == null ? 0 : 1) + (tokens == null ? 0 : 1) + (epochs == null ? 0 : 1);
      if (given > 1) {
        throw new ParameterException(
            spec.commandLine(), "give only one of --steps, --tokens and --epochs");
      }
      if (steps != null) {
        return new RunLength(RunLength.Unit.STEPS, steps, maxMinutes);
      }
      if (tokens != null) {
        return new RunLength(RunLength.Unit.TOKENS, tokens, maxMinutes);
      }
      return new RunLength(RunLength.Unit.EPOCHS, epochs == null ? 3 : epochs, maxMinutes);
    }
  }

  /// The shape of the network and of its rows.
  static final class Model {
    @Option(names = "--hidden", defaultValue = "384", description = "Default: ${DEFAULT-VALUE}.")
    private int hidden;

    @Option(names = "--layers", defaultValue = "6", description = "Default: ${DEFAULT-VALUE}.")
    private int layers;

    @Option(names = "--heads", defaultValue = "6", description = "Default: ${DEFAULT-VALUE}.")
    private int heads;

    @Option(names = "--kv-heads", defaultValue = "6", description = "Default: ${DEFAULT-VALUE}.")
    private int kvHeads;

    @Option(names = "--ffn", defaultValue = "1024", description = "Default: ${DEFAULT-VALUE}.")
    private int feedForward;

    @Option(
        names = "--tied",
        negatable = true,
        defaultValue = "true",
        fallbackValue = "true",
        description = "The output head is the embedding table (default).")
    private boolean tied;

    @Option(
        names = "--context",
        defaultValue = "1024",
        description = "Largest number of positions. Default: ${DEFAULT-VALUE}.")
    private int context;
  }

  /// What moves the weights.
  static final class Optimisation {
    @Option(
        names = "--loss",
        defaultValue = "all",
        description = "Tokens that count: assistant or all. Default: ${DEFAULT-VALUE}.")
    private String loss;

    @Option(names = "--row-tokens", description = "Tokens of a row. Default: the context.")
    private @Nullable Integer rowTokens;

    @Option(
        names = "--batch-rows",
        defaultValue = "4",
        description = "Rows of a step. Default: ${DEFAULT-VALUE}.")
    private int batchRows;

    @Option(
        names = "--rate",
        defaultValue = "1.5e-3",
        description = "Peak learning rate. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
        names = "--floor",
        defaultValue = "0.1",
        description = "Part of it at the end of the cosine. Default: ${DEFAULT-VALUE}.")
    private double floor;

    @Option(
        names = "--warmup",
        defaultValue = "100",
        description = "Steps of linear warm-up. Default: ${DEFAULT-VALUE}.")
    private int warmup;

    @Option(names = "--beta1", defaultValue = "0.9", description = "Default: ${DEFAULT-VALUE}.")
    private double beta1;

    @Option(names = "--beta2", defaultValue = "0.95", description = "Default: ${DEFAULT-VALUE}.")
    private double beta2;

    @Option(
        names = "--weight-decay",
        defaultValue = "0.1",
        description = "Of matrices. Default: ${DEFAULT-VALUE}.")
    private double weightDecay;

    @Option(
        names = "--clip",
        defaultValue = "1.0",
        description = "Largest gradient norm, 0 for none. Default: ${DEFAULT-VALUE}.")
    private double clip;
  }

  /// How the run goes.
  static final class Run {
    @Option(
        names = "--validate-every",
        defaultValue = "200",
        description = "Steps. Default: ${DEFAULT-VALUE}.")
    private int validateEvery;

    @Option(
        names = "--checkpoint-every",
        defaultValue = "200",
        description = "Steps. Default: ${DEFAULT-VALUE}.")
    private int checkpointEvery;

    @Option(
        names = "--validation-tokens",
        defaultValue = "32768",
        description = "Of a validation on the way. Default: ${DEFAULT-VALUE}.")
    private long validationTokens;

    @Option(
        names = "--device",
        defaultValue = "cpu",
        description = "cpu or cuda. Default: ${DEFAULT-VALUE}.")
    private String device;

    @Option(names = "--threads", description = "Threads of a product. Default: all cores.")
    private @Nullable Integer threads;

    @Option(
        names = "--dtype",
        defaultValue = "bf16",
        description = "Factors of products: bf16, or f32 (slower). Default: ${DEFAULT-VALUE}.")
    private String dtype;

    @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--log-every", defaultValue = "10", description = "Steps between lines.")
    private int logEvery;
  }

  TrainLmCommand() {}

  @Override
  public Integer call() {
    if (exportFrom != null) {
      LmExport.write(exportFrom, out);
      spec.commandLine().getOut().println("the model is in " + out);
      return 0;
    }
    LmOptions options;
    try {
      options = options();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    if (run.threads != null) {
      TorchSettings.threads(run.threads);
    }
    boolean terminal = "terminal".equals(System.getProperty("trefoil.progress"));
    TrainingConsole progress =
        new TrainingConsole(spec.commandLine().getErr(), terminal, run.logEvery);
    try (Interruption interrupt = new Interruption(CHECKPOINT_PATIENCE)) {
      LmResult result = new LmTrainer(options, progress, interrupt::wished).run();
      progress.finished(result);
      return result.finished() ? 0 : Trefoil.INTERRUPTED;
    }
  }

  private LmOptions options() {
    if (data == null || tokenizer == null) {
      throw new ParameterException(
          spec.commandLine(), "give --data and --tokenizer (or --export-from)");
    }
    int rowTokens = optimisation.rowTokens == null ? model.context : optimisation.rowTokens;
    return new LmOptions(
        new LmShape(
            model.hidden, model.layers, model.heads, model.kvHeads, model.feedForward, model.tied),
        new LmData(
            data,
            valid,
            tokenizer,
            LossScope.parse(optimisation.loss),
            model.context,
            rowTokens,
            optimisation.batchRows),
        new LmOptimisation(
            optimisation.rate,
            optimisation.floor,
            optimisation.warmup,
            optimisation.beta1,
            optimisation.beta2,
            optimisation.weightDecay,
            optimisation.clip),
        length.toRunLength(spec),
        new LmCadence(run.validateEvery, run.checkpointEvery, run.validationTokens),
        TorchDevice.parse(run.device),
        Precision.parse(run.dtype),
        run.seed,
        out,
        resume,
        command());
  }

  /// The command line as typed, paths shortened to their last name.
  private String command() {
    List<String> words = spec.commandLine().getParseResult().originalArgs();
    return "trefoil train lm "
        + String.join(
            " ",
            words.stream()
                .map(
                    word -> word.startsWith("/") ? word.substring(word.lastIndexOf('/') + 1) : word)
                .toList());
  }
}
