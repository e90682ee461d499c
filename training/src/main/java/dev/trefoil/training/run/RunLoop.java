package dev.trefoil.training.run;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The loop of a run: step, log, validate, save. Lives on the training thread.
final class RunLoop {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final RunSettings settings;
  private final RunSubject subject;
  private final CheckpointStore store;
  private final Trainee trainee;
  private final RunLog log;
  private final TrainingListener listener;
  private final RunPictures pictures;
  private final long startNanos = System.nanoTime();
  private final double startSeconds;
  private TrainState state;
  private int validationsSinceBest;

  RunLoop(
      RunSettings settings,
      RunSubject subject,
      CheckpointStore store,
      Trainee trainee,
      RunLog log,
      TrainingListener listener,
      TrainState state) {
    this.settings = settings;
    this.subject = subject;
    this.store = store;
    this.trainee = trainee;
    this.log = log;
    this.listener = listener;
    this.state = state;
    this.startSeconds = state.seconds();
    this.pictures = new RunPictures(settings.out());
    this.validationsSinceBest =
        Math.toIntExact(
            log.lines().stream()
                .filter(line -> line.isValidation() && line.step() > state.bestStep())
                .count());
  }

  RunResult go(BooleanSupplier stopRequested) {
    Cadence cadence = settings.cadence();
    while (!state.plan().finished(state.step(), seconds()) && !outOfPatience()) {
      step();
      boolean stop = stopRequested.getAsBoolean();
      boolean due = !stop && state.step() % cadence.validateEvery() == 0;
      boolean best = due && validate(cadence.validationTokens());
      if (stop || best || state.step() % cadence.checkpointEvery() == 0) {
        save();
      }
      pictures.draw(log.lines(), state.plan(), false);
      if (stop) {
        Path newest = store.newest(listener::notice).orElseThrow().directory();
        return new RunResult(false, state, newest, settings.out());
      }
    }
    validate(Long.MAX_VALUE);
    Path checkpoint = save();
    return new RunResult(true, state, checkpoint, subject.export(checkpoint));
  }

  private boolean outOfPatience() {
    int patience = settings.cadence().patience();
    if (patience == 0 || validationsSinceBest < patience) {
      return false;
    }
    listener.notice(
        "no better validation than %.4f at step %,d since %d validations: the run ends here"
            .formatted(state.bestLoss(), state.bestStep(), validationsSinceBest));
    return true;
  }

  private void step() {
    double before = seconds();
    double rate = state.plan().rate(state.step(), before);
    Trainee.Step done = trainee.step(state.step(), rate);
    if (!done.finite()) {
      throw notFinite(done);
    }
    double after = seconds();
    Trainee.Progress progress = trainee.progress();
    state = state.stepped(done.tokens(), after, progress.position(), done.loss());
    add(
        new LogLine(
            "train",
            state.step(),
            state.tokens(),
            progress.epochs(),
            done.loss(),
            null,
            rate,
            done.gradientNorm(),
            done.tokens() / Math.max(1e-9, after - before),
            after,
            done.values()));
  }

  private TrainingException notFinite(Trainee.Step done) {
    Path file = settings.out().resolve("failed-batch.json");
    Map<String, Object> batch = trainee.lastBatch();
    TextFiles.write(file, MAPPER.writeValueAsBytes(batch));
    return new TrainingException(
        "loss %s and gradient norm %s at step %d; its batch is in %s; continue from the last checkpoint with --resume and a lower --rate"
            .formatted(done.loss(), done.gradientNorm(), state.step() + 1, file));
  }

  /// True when the loss is the lowest so far.
  private boolean validate(long maxTokens) {
    Optional<Trainee.Validation> found = trainee.validate(maxTokens);
    if (found.isEmpty()) {
      return false;
    }
    Trainee.Validation validation = found.get();
    state = state.validated(validation.loss());
    add(
        new LogLine(
            "valid",
            state.step(),
            state.tokens(),
            trainee.progress().epochs(),
            validation.loss(),
            validation.likelihood() ? (Double) Math.exp(validation.loss()) : null,
            null,
            null,
            null,
            seconds(),
            validation.values()));
    boolean best = state.bestStep() == state.step();
    validationsSinceBest = best ? 0 : validationsSinceBest + 1;
    return best;
  }

  private void add(LogLine line) {
    log.add(line);
    listener.logged(line, state.plan());
  }

  private Path save() {
    state = state.at(seconds());
    Path checkpoint = store.save(state, trainee.parts(state));
    pictures.draw(log.lines(), state.plan(), true);
    listener.saved(checkpoint);
    return checkpoint;
  }

  private double seconds() {
    return startSeconds + (System.nanoTime() - startNanos) / 1e9;
  }
}
