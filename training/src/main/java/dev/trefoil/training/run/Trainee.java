package dev.trefoil.training.run;

import dev.trefoil.training.data.DataPosition;
import dev.trefoil.training.run.CheckpointStore.Part;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// What a run trains: a network, its optimiser and its place in the data. Lives on the training
/// thread.
public interface Trainee extends AutoCloseable {
  /// One optimiser step on the next data. When loss or gradient is not finite the weights stay as
  /// they are.
  Step step(long step, double rate);

  /// Where it stands in its data.
  Progress progress();

  /// Loss and metrics on the validation data, or nothing without such data.
  ///
  /// @param maxTokens of the data to look at; at least one batch is taken
  Optional<Validation> validate(long maxTokens);

  /// The files of a checkpoint, from which the run goes on to the bit.
  SequencedMap<String, Part> parts(TrainState state);

  /// The data of the last step, to be looked at by people when its loss was not finite.
  Map<String, Object> lastBatch();

  @Override
  void close();

  /// What a step found before it moved the weights.
  ///
  /// @param tokens of the step
  /// @param values named parts of the loss, for the log
  record Step(double loss, double gradientNorm, int tokens, Map<String, Double> values) {
    boolean finite() {
      return Double.isFinite(loss) && Double.isFinite(gradientNorm);
    }
  }

  /// @param epochs passes over the data that are done
  /// @param stepTokens tokens of a step, on average
  /// @param stepsPerEpoch steps of one pass over the data
  @SuppressWarnings("MissingSummary") // the parameters say all
  record Progress(DataPosition position, double epochs, double stepTokens, double stepsPerEpoch) {}

  /// What a validation found.
  ///
  /// @param values named metrics, for the log
  /// @param likelihood whether `loss` is a mean negative log-likelihood, which has a perplexity
  record Validation(double loss, boolean likelihood, Map<String, Double> values) {}
}
