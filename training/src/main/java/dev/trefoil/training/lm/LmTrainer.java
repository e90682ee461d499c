package dev.trefoil.training.lm;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.training.data.BatchCursor;
import dev.trefoil.training.data.DataPosition;
import dev.trefoil.training.run.CheckpointStore.Stored;
import dev.trefoil.training.run.RunResult;
import dev.trefoil.training.run.RunSubject;
import dev.trefoil.training.run.Trainee;
import dev.trefoil.training.run.Trainer;
import dev.trefoil.training.run.TrainingException;
import dev.trefoil.training.run.TrainingListener;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;

/// Trains a language model from conversations: `out/checkpoints`, `out/log.jsonl`, `out/loss.svg`
/// and at the end the model in `out/model`. Runs start, stop and continue as [Trainer] says.
public final class LmTrainer {
  private final LmOptions options;
  private final TrainingListener listener;
  private final BooleanSupplier stopRequested;

  /// @param stopRequested asked after every step; true ends the run with a checkpoint
  public LmTrainer(LmOptions options, TrainingListener listener, BooleanSupplier stopRequested) {
    this.options = options;
    this.listener = listener;
    this.stopRequested = stopRequested;
  }

  /// Runs to the end, or until it is asked to stop.
  ///
  /// @throws TrainingException when it cannot start or go on; checkpoints on the disk stay whole
  public RunResult run() {
    return new Trainer(options.run(), listener, stopRequested)
        .run(() -> new Subject(LmInputs.read(options, listener::notice)));
  }

  /// The run of these options.
  private final class Subject implements RunSubject {
    private final LmInputs inputs;

    Subject(LmInputs inputs) {
      this.inputs = inputs;
    }

    @Override
    public SequencedMap<String, String> fingerprints() {
      SequencedMap<String, String> fingerprints = new LinkedHashMap<>();
      fingerprints.put("data, tokenizer or loss scope", inputs.dataFingerprint());
      fingerprints.put("shape, context or seed", inputs.settingsFingerprint());
      return fingerprints;
    }

    @Override
    public Trainee begin() {
      return open(
          new RandomWeights(inputs.config(), options.seed()),
          DataPosition.start(options.data().rowTokens()));
    }

    @Override
    public Trainee resume(Stored stored) {
      int rowTokens = options.data().rowTokens();
      DataPosition position = stored.state().position();
      if (rowTokens != position.rowTokens()) {
        listener.notice(
            "rows of %d tokens instead of %d: this epoch is packed anew"
                .formatted(rowTokens, position.rowTokens()));
      }
      try (Checkpoint weights = Checkpoint.open(stored.file(LmCheckpoints.WEIGHTS))) {
        LmTrainee trainee = open(weights, position.withRowTokens(rowTokens));
        trainee.restoreOptimiser(stored);
        return trainee;
      }
    }

    private LmTrainee open(TensorSource weights, DataPosition position) {
      LmData data = options.data();
      BatchCursor cursor =
          new BatchCursor(inputs.train(), data.batchRows(), options.seed(), position);
      LmNetwork network =
          new LmNetwork(
              inputs.config(),
              weights,
              options.optimisation(),
              options.device(),
              options.precision());
      listener.notice(
          "%,d parameters, %d x %d tokens per step"
              .formatted(network.parameters(), data.batchRows(), data.rowTokens()));
      return new LmTrainee(options, inputs, network, cursor);
    }

    @Override
    public Path export(Path checkpoint) {
      Path model = options.out().resolve("model");
      LmExport.write(checkpoint, model);
      return model;
    }
  }
}
