package dev.trefoil.training.recipe;

import dev.trefoil.checkpoint.SafetensorsWriter;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import dev.trefoil.torch.AdamW;
import dev.trefoil.torch.AdamWSettings;
import dev.trefoil.torch.TorchBackend;
import dev.trefoil.torch.TorchDevice;
import dev.trefoil.torch.TorchLoss;
import dev.trefoil.torch.TorchParameter;
import dev.trefoil.torch.TorchSettings;
import dev.trefoil.training.data.TokenCorpus;
import dev.trefoil.training.draft.DraftBatch;
import dev.trefoil.training.draft.DraftFiles;
import dev.trefoil.training.draft.DraftPass;
import dev.trefoil.training.draft.DraftRecipe;
import dev.trefoil.training.draft.DraftStart;
import dev.trefoil.training.draft.FrozenTarget;
import dev.trefoil.training.draft.HeadGuess;
import dev.trefoil.training.draft.InitialValues;
import dev.trefoil.training.draft.LossTerm;
import dev.trefoil.training.draft.MapTensors;
import dev.trefoil.training.draft.TrainableDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A recipe on a tiny target without what runs need beside: no files until the end, one batch after
/// the other.
final class TinyTraining implements AutoCloseable {
  private final TorchBackend backend = TorchBackend.open(TorchDevice.CPU, Precision.F32, false);
  private final Llama target;
  private final DraftFiles files;
  private final TrainableDraft draft;
  private final List<TorchParameter> parameters;

  TinyTraining(TalkingTarget talking, DraftRecipe recipe) {
    this(talking, recipe, false);
  }

  /// The same from values all of which matter.
  static TinyTraining ofRandomWeights(TalkingTarget talking, DraftRecipe recipe) {
    return new TinyTraining(talking, recipe, true);
  }

  private TinyTraining(TalkingTarget talking, DraftRecipe recipe, boolean random) {
    TorchSettings.threads(1); // tiny operations gain nothing from more
    target = new Llama(talking.config, backend, talking.weights, talking.config.contextLength());
    files = recipe.start(new DraftStart(talking.model(), new TokenCorpus.Builder().build(), 5));
    int frozen = backend.parameters().size();
    backend.makeTrainable(true);
    draft =
        recipe.open(
            new FrozenTarget(backend, new Target("talking", target), talking.weights),
            new MapTensors(random ? random(files.tensors()) : files.tensors(), "a draft"));
    parameters = List.copyOf(backend.parameters().subList(frozen, backend.parameters().size()));
    for (TorchParameter parameter : parameters) {
      if (parameter.parts().stream().noneMatch(part -> files.tensors().containsKey(part.name()))) {
        parameter.freeze();
      }
    }
  }

  /// Makes steps at one rate, a batch after the other.
  void train(List<DraftBatch> batches, int steps, double rate) {
    AdamWSettings settings = new AdamWSettings(0.9, 0.99, 1e-8, 0, false, Double.POSITIVE_INFINITY);
    SplittableRandom noise = new SplittableRandom(9);
    try (AdamW optimiser = new AdamW(parameters, settings)) {
      for (int step = 0; step < steps; step++) {
        optimiser.clearGradients();
        List<LossTerm> terms = pass(batches.get(step % batches.size()), noise).terms();
        double[] weights = terms.stream().mapToDouble(LossTerm::weight).toArray();
        try (TorchLoss loss = TorchLoss.sum(terms.stream().map(LossTerm::loss).toList(), weights)) {
          loss.backward();
        }
        terms.forEach(term -> term.loss().close());
        optimiser.clipGradientNorm(1);
        optimiser.step(rate);
      }
    }
  }

  /// Losses of a validation by name.
  Map<String, Double> losses(DraftBatch batch) {
    Map<String, Double> losses = new LinkedHashMap<>();
    backend.withoutGradients(
        () -> {
          for (LossTerm term : pass(batch, null).terms()) {
            losses.put(term.name(), term.loss().value());
            term.loss().close();
          }
        });
    return losses;
  }

  private DraftPass pass(DraftBatch batch, @Nullable SplittableRandom noise) {
    return pass(batch, batch, noise);
  }

  /// @param read what the target has read
  @SuppressWarnings("MissingSummary") // the parameter says all
  private DraftPass pass(DraftBatch batch, DraftBatch read, @Nullable SplittableRandom noise) {
    backend.beginStep();
    ForwardOutput[] features = new ForwardOutput[1];
    backend.withoutGradients(
        () -> features[0] = target.forward(read.ids(), read.layout(), draft.taps()));
    return draft.pass(batch, features[0], noise);
  }

  /// The guesses of every head for every row, `[head][row][vocabulary]`.
  ///
  /// @param read what the target has read
  List<float[][]> logits(DraftBatch batch, DraftBatch read) {
    List<float[][]> logits = new ArrayList<>();
    for (HeadGuess guess : pass(batch, read, null).guesses()) {
      float[][] rows = new float[guess.logits().rows()][guess.logits().columns()];
      for (int row = 0; row < rows.length; row++) {
        backend.read(guess.logits(), row, rows[row]);
      }
      logits.add(rows);
    }
    return logits;
  }

  private static Map<String, HostTensor> random(Map<String, HostTensor> tensors) {
    InitialValues random = new InitialValues(4);
    Map<String, HostTensor> values = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> values.put(name, random.normal(name, 0.2, tensor.shape())));
    return values;
  }

  /// The draft's tensors as they are now, under the names of its file.
  Map<String, HostTensor> tensors() {
    Map<String, HostTensor> trained = new LinkedHashMap<>();
    parameters.forEach(parameter -> parameter.exportValues(trained, DataType.F32));
    Map<String, HostTensor> all = new LinkedHashMap<>(files.tensors());
    all.replaceAll(
        (name, initial) -> trained.getOrDefault(files.copies().getOrDefault(name, name), initial));
    return all;
  }

  void export(Path directory) throws IOException {
    SafetensorsWriter.write(directory.resolve(files.weightFile()), tensors(), Map.of());
    for (Map.Entry<String, byte[]> file : files.others().entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
  }

  @Override
  public void close() {
    backend.close();
  }
}
