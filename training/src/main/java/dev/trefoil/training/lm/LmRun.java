package dev.trefoil.training.lm;

import dev.trefoil.training.data.Batch;
import dev.trefoil.training.data.BatchCursor;
import dev.trefoil.training.run.CheckpointStore;
import dev.trefoil.training.run.LogLine;
import dev.trefoil.training.run.LossCurve;
import dev.trefoil.training.run.RunLog;
import dev.trefoil.training.run.TextFiles;
import dev.trefoil.training.run.TrainState;
import dev.trefoil.training.run.TrainingException;
import dev.trefoil.training.run.TrainingListener;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/// The loop of a run: step, log, validate, save. Lives on the training thread.
final class LmRun {
  private final LmOptions options;
  private final LmInputs inputs;
  private final CheckpointStore store;
  private final LmNetwork network;
  private final BatchCursor cursor;
  private final RunLog log;
  private final TrainingListener listener;
  private final List<Batch> validation;
  private final long startNanos = System.nanoTime();
  private final double startSeconds;
  private TrainState state;

  LmRun(
      LmOptions options,
      LmInputs inputs,
      CheckpointStore store,
      LmNetwork network,
      BatchCursor cursor,
      RunLog log,
      TrainingListener listener,
      TrainState state) {
    this.options = options;
    this.inputs = inputs;
    this.store = store;
    this.network = network;
    this.cursor = cursor;
    this.log = log;
    this.listener = listener;
    this.state = state;
    this.startSeconds = state.seconds();
    this.validation = inputs.validation(options.data(), options.cadence().validationTokens());
  }

  LmResult go(BooleanSupplier stopRequested) {
    LmCadence cadence = options.cadence();
    while (!state.plan().finished(state.step(), seconds())) {
      step();
      boolean stop = stopRequested.getAsBoolean();
      boolean best = !stop && state.step() % cadence.validateEvery() == 0 && validate(validation);
      if (stop || best || state.step() % cadence.checkpointEvery() == 0) {
        save();
      }
      if (stop) {
        return result(false, store.newest(listener::notice).orElseThrow().directory());
      }
    }
    validate(inputs.validation(options.data(), Long.MAX_VALUE));
    Path checkpoint = save();
    LmResult result = result(true, checkpoint);
    LmExport.write(checkpoint, result.model());
    return result;
  }

  private LmResult result(boolean finished, Path checkpoint) {
    return new LmResult(finished, state, checkpoint, options.out().resolve("model"));
  }

  private void step() {
    Batch batch = cursor.next();
    double before = seconds();
    double rate = state.plan().rate(state.step(), before);
    LmNetwork.Step done = network.train(batch, rate);
    if (!done.finite()) {
      throw new TrainingException(
          "loss %s and gradient norm %s at step %d; continue from the last checkpoint with --resume and a lower --rate"
              .formatted(done.loss(), done.gradientNorm(), state.step() + 1));
    }
    double after = seconds();
    state = state.stepped(batch.tokens(), after, cursor.position(), done.loss());
    add(
        new LogLine(
            "train",
            state.step(),
            state.tokens(),
            cursor.epochs(),
            done.loss(),
            null,
            rate,
            done.gradientNorm(),
            batch.tokens() / Math.max(1e-9, after - before),
            after));
  }

  /// True when the loss is the lowest so far.
  private boolean validate(List<Batch> batches) {
    if (batches.isEmpty()) {
      return false;
    }
    double loss = network.evaluate(batches);
    state = state.validated(loss);
    add(
        new LogLine(
            "valid",
            state.step(),
            state.tokens(),
            cursor.epochs(),
            loss,
            Math.exp(loss),
            null,
            null,
            null,
            seconds()));
    return state.bestStep() == state.step();
  }

  private void add(LogLine line) {
    log.add(line);
    listener.logged(line, state.plan());
  }

  private Path save() {
    state = state.at(seconds());
    byte[] provenance =
        HuggingFaceFiles.MAPPER.writeValueAsBytes(
            Provenance.of(options, inputs, state, cursor.epochs()));
    Path checkpoint = LmCheckpoints.save(store, state, network, inputs, provenance);
    TextFiles.write(
        options.out().resolve("loss.svg"),
        LossCurve.svg("Loss of " + options.out().getFileName(), log.lines()));
    listener.saved(checkpoint);
    return checkpoint;
  }

  private double seconds() {
    return startSeconds + (System.nanoTime() - startNanos) / 1e9;
  }
}
