package dev.trefoil.training.run;

import dev.trefoil.training.run.CheckpointStore.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Starts a run or continues it. One run at a time per directory.
///
/// A run that was killed continues from its newest whole checkpoint to the same losses: on a CPU to
/// the bit, unless its length is bounded by time. With another length the learning rate is planned
/// anew from its present value to the floor.
public final class Trainer {
  private final RunSettings settings;
  private final TrainingListener listener;
  private final BooleanSupplier stopRequested;

  /// @param stopRequested asked after every step; true ends the run with a checkpoint
  public Trainer(RunSettings settings, TrainingListener listener, BooleanSupplier stopRequested) {
    this.settings = settings;
    this.listener = listener;
    this.stopRequested = stopRequested;
  }

  /// Runs to the end, or until it is asked to stop.
  ///
  /// @param reading makes the subject; called with the directory locked
  /// @throws TrainingException when it cannot start or go on; checkpoints on the disk stay whole
  public RunResult run(Supplier<? extends RunSubject> reading) {
    try (RunLock _ = RunLock.take(settings.out())) {
      RunSubject subject = reading.get();
      CheckpointStore store =
          new CheckpointStore(settings.out().resolve("checkpoints"), settings.cadence().keep());
      Optional<Stored> stored = store.newest(listener::notice);
      if (stored.isPresent() && !settings.resume()) {
        throw new TrainingException(
            "%s: holds a run at step %d; continue it with --resume or choose another --out"
                .formatted(settings.out(), stored.get().state().step()));
      }
      return stored.isPresent() ? resumed(subject, store, stored.get()) : started(subject, store);
    }
  }

  private RunResult started(RunSubject subject, CheckpointStore store) {
    try (Trainee trainee = subject.begin()) {
      RateSettings rate = settings.rate();
      RatePlan plan =
          RatePlan.of(
              rate.peak(),
              rate.floor(),
              rate.shape(),
              rate.warmupSteps(),
              steps(trainee),
              seconds());
      TrainState state =
          TrainState.beginning(subject.fingerprints(), trainee.progress().position(), plan);
      return go(subject, store, trainee, state);
    }
  }

  private RunResult resumed(RunSubject subject, CheckpointStore store, Stored stored) {
    requireSame(stored, subject.fingerprints());
    listener.notice("continuing from " + stored.directory().getFileName());
    try (Trainee trainee = subject.resume(stored)) {
      return go(subject, store, trainee, replanned(stored.state(), steps(trainee)));
    }
  }

  private static void requireSame(Stored stored, Map<String, String> now) {
    Map<String, String> then = stored.state().fingerprints();
    List<String> different = new ArrayList<>();
    now.forEach(
        (what, hash) -> {
          String before = then.getOrDefault(what, "none");
          if (!before.equals(hash)) {
            different.add("%s %s there, %s here".formatted(what, before, hash));
          }
        });
    if (!different.isEmpty()) {
      throw new TrainingException(
          "%s: was made with something else (%s); give the same options or another --out"
              .formatted(stored.directory(), String.join("; ", different)));
    }
  }

  private TrainState replanned(TrainState state, long steps) {
    RatePlan plan = state.plan();
    if (plan.endStep() == steps && plan.endSeconds() == seconds()) {
      return state;
    }
    RatePlan next =
        plan.replanned(state.step(), state.seconds(), steps, seconds(), settings.rate().floor());
    listener.notice(
        "new length: %,d steps instead of %,d; the rate goes on from %.3g to %.3g"
            .formatted(
                steps, plan.endStep(), next.rate(state.step(), state.seconds()), next.floorRate()));
    return state.withPlan(next);
  }

  private RunResult go(
      RunSubject subject, CheckpointStore store, Trainee trainee, TrainState state) {
    try (RunLog log = new RunLog(settings.out().resolve("log.jsonl"), state.step())) {
      return new RunLoop(settings, subject, store, trainee, log, listener, state).go(stopRequested);
    }
  }

  private long steps(Trainee trainee) {
    Trainee.Progress progress = trainee.progress();
    return settings.length().steps(progress.stepTokens(), progress.stepsPerEpoch());
  }

  private double seconds() {
    return 60 * settings.length().maxMinutes();
  }
}
