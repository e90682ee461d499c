package dev.trefoil.training.draft;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.training.data.Checksum;
import dev.trefoil.training.data.DataPosition;
import dev.trefoil.training.run.AvailableMemory;
import dev.trefoil.training.run.CheckpointStore.Stored;
import dev.trefoil.training.run.RunResult;
import dev.trefoil.training.run.RunSubject;
import dev.trefoil.training.run.TextFiles;
import dev.trefoil.training.run.Trainee;
import dev.trefoil.training.run.Trainer;
import dev.trefoil.training.run.TrainingException;
import dev.trefoil.training.run.TrainingListener;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;

/// Trains a draft for a target: `out/checkpoints`, `out/log.jsonl`, `out/loss.svg`,
/// `out/index.html` and at the end the draft in its published layout in `out/draft`. Runs start,
/// stop and continue as [Trainer] says; one with another target, other data or other settings is
/// refused.
public final class DraftTrainer {
  private final DraftRecipe recipe;
  private final DraftOptions options;
  private final TrainingListener listener;
  private final BooleanSupplier stopRequested;

  /// @param stopRequested asked after every step; true ends the run with a checkpoint
  public DraftTrainer(
      DraftRecipe recipe,
      DraftOptions options,
      TrainingListener listener,
      BooleanSupplier stopRequested) {
    this.recipe = recipe;
    this.options = options;
    this.listener = listener;
    this.stopRequested = stopRequested;
  }

  /// Runs to the end, or until it is asked to stop.
  ///
  /// @throws TrainingException when it cannot start or go on; checkpoints on the disk stay whole
  public RunResult run() {
    DraftInputs[] read = new DraftInputs[1];
    try {
      return new Trainer(options.run(), listener, stopRequested)
          .run(
              () -> {
                read[0] = DraftInputs.read(options, listener::notice);
                return new Subject(read[0]);
              });
    } finally {
      if (read[0] != null) {
        read[0].close();
      }
    }
  }

  /// The run of these options.
  private final class Subject implements RunSubject {
    private final DraftInputs inputs;
    private final DraftFiles files;

    Subject(DraftInputs inputs) {
      this.inputs = inputs;
      this.files =
          recipe.start(new DraftStart(inputs.target(), inputs.train().corpus(), options.seed()));
    }

    @Override
    public SequencedMap<String, String> fingerprints() {
      SequencedMap<String, String> fingerprints = new LinkedHashMap<>();
      fingerprints.put("method", recipe.method());
      fingerprints.put("target", inputs.target().fingerprint());
      fingerprints.put("data", inputs.dataFingerprint());
      fingerprints.put(
          "settings",
          Checksum.sha256(
              recipe.settings().toString(),
              "%d %d %d %d"
                  .formatted(
                      inputs.maxTokens(),
                      options.data().batchConversations(),
                      options.data().accumulate(),
                      options.seed())));
      return fingerprints;
    }

    @Override
    public Trainee begin() {
      TensorSource initial = new MapTensors(files.tensors(), "the initial draft");
      return open(initial, DataPosition.start(inputs.maxTokens())).trainee();
    }

    @Override
    public Trainee resume(Stored stored) {
      try (Checkpoint weights = Checkpoint.open(stored.file(files.weightFile()));
          Checkpoint optimiser = Checkpoint.open(stored.file(DraftTrainee.OPTIMISER))) {
        Opened opened = open(weights, stored.state().position());
        opened.model().restoreOptimiser(optimiser);
        return opened.trainee();
      }
    }

    private Opened open(TensorSource weights, DataPosition position) {
      TextFiles.write(
          options.run().out().resolve("settings.json"), DraftConfigFile.bytes(options.typed()));
      MemoryEstimate memory = MemoryEstimate.of(recipe.defaults(), options, inputs, files);
      listener.notice(memory.describe());
      AvailableMemory.of(options.device()).ifPresent(memory::requireFits);
      DraftModel model = new DraftModel(recipe, options, inputs, files, weights);
      listener.notice(
          "%s for %s: %,d parameters, %d conversations per step"
              .formatted(
                  recipe.method(),
                  options.targetName(),
                  model.parameters(),
                  options.data().batchConversations() * options.data().accumulate()));
      ConversationCursor cursor =
          new ConversationCursor(
              inputs.train().corpus(),
              options.data().batchConversations(),
              inputs.maxTokens(),
              options.seed(),
              position);
      return new Opened(model, new DraftTrainee(recipe, options, inputs, files, model, cursor));
    }

    @Override
    public Path export(Path checkpoint) {
      Path directory = options.run().out().resolve("draft");
      DraftExport.write(checkpoint, files.weightFile(), options.exportHalf(), directory);
      return directory;
    }
  }

  private record Opened(DraftModel model, DraftTrainee trainee) {}
}
