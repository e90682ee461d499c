package dev.trefoil.cli;

import dev.trefoil.compute.Precision;
import dev.trefoil.torch.TorchDevice;
import dev.trefoil.torch.TorchSettings;
import dev.trefoil.training.data.LossScope;
import dev.trefoil.training.lm.LmData;
import dev.trefoil.training.lm.LmExport;
import dev.trefoil.training.lm.LmOptions;
import dev.trefoil.training.lm.LmTrainer;
import dev.trefoil.training.run.RunResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private TrainLengthOptions length = new TrainLengthOptions();

  @Mixin private LmModelOptions model = new LmModelOptions();

  @Mixin private LmOptimisationOptions optimisation = new LmOptimisationOptions();

  @Mixin private TrainRunOptions run = new TrainRunOptions();

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
      RunResult result = new LmTrainer(options, progress, interrupt::wished).run();
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
        model.shape(),
        new LmData(
            data,
            valid,
            tokenizer,
            LossScope.parse(optimisation.loss),
            model.context,
            rowTokens,
            optimisation.batchRows),
        optimisation.optimisation(),
        length.toRunLength(spec, 3),
        run.cadence(),
        TorchDevice.parse(run.device),
        Precision.parse(run.dtype),
        run.seed,
        out,
        resume,
        TypedCommand.of(spec));
  }
}
