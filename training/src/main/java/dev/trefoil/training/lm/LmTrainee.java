package dev.trefoil.training.lm;

import dev.trefoil.training.data.Batch;
import dev.trefoil.training.data.BatchCursor;
import dev.trefoil.training.run.CheckpointStore;
import dev.trefoil.training.run.CheckpointStore.Part;
import dev.trefoil.training.run.TrainState;
import dev.trefoil.training.run.Trainee;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A language model in training: the network and its place in the rows.
final class LmTrainee implements Trainee {
  private final LmOptions options;
  private final LmInputs inputs;
  private final LmNetwork network;
  private final BatchCursor cursor;
  private @Nullable Batch last;

  LmTrainee(LmOptions options, LmInputs inputs, LmNetwork network, BatchCursor cursor) {
    this.options = options;
    this.inputs = inputs;
    this.network = network;
    this.cursor = cursor;
  }

  void restoreOptimiser(CheckpointStore.Stored stored) {
    LmCheckpoints.restoreOptimiser(stored, network);
  }

  @Override
  public Step step(long step, double rate) {
    Batch batch = cursor.next();
    last = batch;
    LmNetwork.Step done = network.train(batch, rate);
    return new Step(done.loss(), done.gradientNorm(), batch.tokens(), Map.of());
  }

  @Override
  public Progress progress() {
    LmData data = options.data();
    return new Progress(
        cursor.position(),
        cursor.epochs(),
        (double) data.batchRows() * data.rowTokens(),
        (double) cursor.rowsPerEpoch() / data.batchRows());
  }

  @Override
  public Optional<Validation> validate(long maxTokens) {
    List<Batch> batches = inputs.validation(options.data(), maxTokens);
    return batches.isEmpty()
        ? Optional.empty()
        : Optional.of(new Validation(network.evaluate(batches), true, Map.of()));
  }

  @Override
  public SequencedMap<String, Part> parts(TrainState state) {
    byte[] provenance =
        HuggingFaceFiles.MAPPER.writeValueAsBytes(
            Provenance.of(options, inputs, state, cursor.epochs()));
    return LmCheckpoints.parts(network, inputs, provenance);
  }

  @Override
  public Map<String, Object> lastBatch() {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (last != null) {
      fields.put("row_tokens", last.rowTokens());
      fields.put("ids", last.ids());
      fields.put("labels", last.labels());
    }
    return fields;
  }

  @Override
  public void close() {
    network.close();
  }
}
