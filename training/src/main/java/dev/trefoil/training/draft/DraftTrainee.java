package dev.trefoil.training.draft;

import dev.trefoil.checkpoint.SafetensorsWriter;
import dev.trefoil.training.run.CheckpointStore.Part;
import dev.trefoil.training.run.TextFiles;
import dev.trefoil.training.run.TrainState;
import dev.trefoil.training.run.Trainee;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// A draft in training: the model and its place in the conversations.
final class DraftTrainee implements Trainee {
  static final String OPTIMISER = "optimizer.safetensors";

  static final Map<String, String> METADATA = Map.of("format", "pt");

  private final DraftRecipe recipe;
  private final DraftOptions options;
  private final DraftInputs inputs;
  private final DraftFiles files;
  private final DraftModel model;
  private final ConversationCursor cursor;
  private List<DraftBatch> last = List.of();
  private Map<String, Double> metrics = Map.of();

  DraftTrainee(
      DraftRecipe recipe,
      DraftOptions options,
      DraftInputs inputs,
      DraftFiles files,
      DraftModel model,
      ConversationCursor cursor) {
    this.recipe = recipe;
    this.options = options;
    this.inputs = inputs;
    this.files = files;
    this.model = model;
    this.cursor = cursor;
  }

  @Override
  public Step step(long step, double rate) {
    List<DraftBatch> batches = new ArrayList<>();
    for (int i = 0; i < options.data().accumulate(); i++) {
      batches.add(cursor.next());
    }
    last = batches;
    return model.train(batches, step, rate);
  }

  @Override
  public Progress progress() {
    double conversations =
        (double) options.data().batchConversations() * options.data().accumulate();
    int all = inputs.train().corpus().conversations();
    return new Progress(
        cursor.position(),
        cursor.epochs(),
        conversations * inputs.train().corpus().tokens() / all,
        all / conversations);
  }

  @Override
  public Optional<Validation> validate(long maxTokens) {
    long limit = Math.min(maxTokens, options.run().cadence().validationTokens());
    List<DraftBatch> batches =
        ConversationCursor.once(
            inputs.valid().corpus(),
            options.data().batchConversations(),
            inputs.maxTokens(),
            limit);
    if (batches.isEmpty()) {
      return Optional.empty();
    }
    Validation validation = model.evaluate(batches);
    metrics = validation.values();
    return Optional.of(validation);
  }

  @Override
  public SequencedMap<String, Part> parts(TrainState state) {
    SequencedMap<String, Part> parts = new LinkedHashMap<>();
    parts.put(files.weightFile(), file -> SafetensorsWriter.write(file, model.weights(), METADATA));
    parts.put(OPTIMISER, file -> SafetensorsWriter.write(file, model.optimiserState(), METADATA));
    files
        .others()
        .forEach((name, content) -> parts.put(name, file -> TextFiles.write(file, content)));
    byte[] provenance =
        DraftProvenance.json(recipe, options, inputs, state, cursor.epochs(), metrics);
    parts.put(DraftProvenance.FILE, file -> TextFiles.write(file, provenance));
    return parts;
  }

  @Override
  public Map<String, Object> lastBatch() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (DraftBatch batch : last) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("conversations", batch.conversations());
      fields.put("starts", batch.starts());
      fields.put("ids", batch.ids());
      fields.put("trained", batch.trained());
      all.add(fields);
    }
    return Map.of("batches", all);
  }

  @Override
  public void close() {
    model.close();
  }
}
