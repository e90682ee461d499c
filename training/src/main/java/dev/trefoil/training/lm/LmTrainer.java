package dev.trefoil.training.lm;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.training.data.BatchCursor;
import dev.trefoil.training.data.DataPosition;
import dev.trefoil.training.run.CheckpointStore;
import dev.trefoil.training.run.CheckpointStore.Stored;
import dev.trefoil.training.run.RatePlan;
import dev.trefoil.training.run.RunLock;
import dev.trefoil.training.run.RunLog;
import dev.trefoil.training.run.TrainState;
import dev.trefoil.training.run.TrainingException;
import dev.trefoil.training.run.TrainingListener;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Trains a language model from conversations: `out/checkpoints`, `out/log.jsonl`, `out/loss.svg`
/// and at the end the model in `out/model`.
///
/// A run that was killed continues with [LmOptions#resume] from its newest whole checkpoint to the
/// same losses: on a CPU to the bit, unless its length is bounded by time. With another length the
/// learning rate is planned anew from its present value to the floor of the options. One run at a
/// time per directory.
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
  public LmResult run() {
    try (RunLock _ = RunLock.take(options.out())) {
      LmInputs inputs = LmInputs.read(options, listener::notice);
      CheckpointStore store = new CheckpointStore(options.out().resolve("checkpoints"));
      Optional<Stored> stored = store.newest(listener::notice);
      if (stored.isPresent() && !options.resume()) {
        throw new TrainingException(
            "%s: holds a run at step %d; continue it with --resume or choose another --out"
                .formatted(options.out(), stored.get().state().step()));
      }
      return stored.isPresent() ? resumed(inputs, store, stored.get()) : started(inputs, store);
    }
  }

  private LmResult started(LmInputs inputs, CheckpointStore store) {
    BatchCursor cursor = cursor(inputs, DataPosition.start(options.data().rowTokens()));
    long steps = steps(cursor);
    LmOptimisation optimisation = options.optimisation();
    RatePlan plan =
        RatePlan.of(
            optimisation.peakRate(),
            optimisation.peakRate() * optimisation.floorFraction(),
            optimisation.warmupSteps(),
            steps,
            60 * options.length().maxMinutes());
    TrainState state =
        new TrainState(inputs.fingerprint(), 0, 0, 0, cursor.position(), plan, 0, null, null, -1);
    try (LmNetwork network =
        new LmNetwork(
            inputs.config(),
            new RandomWeights(inputs.config(), options.seed()),
            optimisation,
            options.device(),
            options.precision())) {
      return go(inputs, store, network, cursor, state);
    }
  }

  private LmResult resumed(LmInputs inputs, CheckpointStore store, Stored stored) {
    TrainState state = stored.state();
    if (!state.fingerprint().equals(inputs.fingerprint())) {
      throw new TrainingException(
          stored.directory()
              + ": was made with other data, tokenizer, loss scope, shape, context or seed;"
              + " give the same options or another --out");
    }
    BatchCursor cursor = cursor(inputs, state.position());
    state = replanned(state, steps(cursor));
    listener.notice("continuing from " + stored.directory().getFileName());
    int rowTokens = options.data().rowTokens();
    if (rowTokens != state.position().rowTokens()) {
      listener.notice(
          "rows of %d tokens instead of %d: this epoch is packed anew"
              .formatted(rowTokens, state.position().rowTokens()));
    }
    try (Checkpoint weights = Checkpoint.open(stored.file(LmCheckpoints.WEIGHTS));
        LmNetwork network =
            new LmNetwork(
                inputs.config(),
                weights,
                options.optimisation(),
                options.device(),
                options.precision())) {
      LmCheckpoints.restoreOptimiser(stored, network);
      return go(inputs, store, network, cursor, state);
    }
  }

  private TrainState replanned(TrainState state, long steps) {
    RatePlan plan = state.plan();
    double seconds = 60 * options.length().maxMinutes();
    if (plan.endStep() == steps && plan.endSeconds() == seconds) {
      return state;
    }
    LmOptimisation optimisation = options.optimisation();
    double floor = optimisation.peakRate() * optimisation.floorFraction();
    RatePlan next = plan.replanned(state.step(), state.seconds(), steps, seconds, floor);
    listener.notice(
        "new length: %,d steps instead of %,d; the rate goes on from %.3g to %.3g"
            .formatted(
                steps, plan.endStep(), next.rate(state.step(), state.seconds()), next.floorRate()));
    return state.withPlan(next);
  }

  private LmResult go(
      LmInputs inputs,
      CheckpointStore store,
      LmNetwork network,
      BatchCursor cursor,
      TrainState state) {
    listener.notice(
        "%,d parameters, %d x %d tokens per step, %,d steps"
            .formatted(
                network.parameters(),
                options.data().batchRows(),
                options.data().rowTokens(),
                state.plan().endStep()));
    try (RunLog log = new RunLog(options.out().resolve("log.jsonl"), state.step())) {
      return new LmRun(options, inputs, store, network, cursor, log, listener, state)
          .go(stopRequested);
    }
  }

  private BatchCursor cursor(LmInputs inputs, DataPosition position) {
    return new BatchCursor(
        inputs.train(),
        options.data().batchRows(),
        options.seed(),
        position.withRowTokens(options.data().rowTokens()));
  }

  private long steps(BatchCursor cursor) {
    LmData data = options.data();
    return options
        .length()
        .steps(
            (long) data.batchRows() * data.rowTokens(),
            (double) cursor.rowsPerEpoch() / data.batchRows());
  }
}
