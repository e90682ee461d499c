package dev.trefoil.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.testing.Golden;
import dev.trefoil.torch.AdamW;
import dev.trefoil.torch.AdamWSettings;
import dev.trefoil.torch.TorchBackend;
import dev.trefoil.torch.TorchLoss;
import dev.trefoil.torch.TorchParameter;
import dev.trefoil.training.draft.DraftBatch;
import dev.trefoil.training.draft.DraftPass;
import dev.trefoil.training.draft.LossTerm;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A recorded batch of a training recipe, with its losses, gradients and two updates.
final class TrainingCase implements AutoCloseable {
  private final Path directory;
  private final JsonNode settings;
  private final Checkpoint recorded;

  TrainingCase(String name) {
    this.directory = Golden.root("training").resolve(name);
    this.settings = JsonMapper.builder().build().readTree(directory.resolve("case.json").toFile());
    this.recorded = Checkpoint.open(directory.resolve("case.safetensors"));
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  JsonNode settings() {
    return settings;
  }

  HostTensor tensor(String name) {
    return Objects.requireNonNull(recorded.find(name), name);
  }

  /// Rows of the texts of a padded tensor `[texts, length, columns]`, one text after the other.
  float[] rows(String name, int[] lengths) {
    HostTensor tensor = tensor(name);
    int length = Math.toIntExact(tensor.shape()[1]);
    int columns = Math.toIntExact(tensor.shape()[2]);
    float[] all = tensor.toFloats();
    float[] rows = new float[Arrays.stream(lengths).sum() * columns];
    int at = 0;
    for (int text = 0; text < lengths.length; text++) {
      System.arraycopy(all, text * length * columns, rows, at, lengths[text] * columns);
      at += lengths[text] * columns;
    }
    return rows;
  }

  /// Token of a text.
  interface IdOf {
    int id(int text, int token);
  }

  /// Mark of a token.
  interface MarkOf {
    boolean trained(int text, int token);
  }

  /// Texts one after the other.
  static DraftBatch batch(int[] lengths, IdOf ids, MarkOf marks) {
    int rows = Arrays.stream(lengths).sum();
    int[] all = new int[rows];
    boolean[] trained = new boolean[rows];
    int[] starts = new int[lengths.length + 1];
    int[] conversations = new int[lengths.length];
    for (int text = 0; text < lengths.length; text++) {
      conversations[text] = text;
      starts[text + 1] = starts[text] + lengths[text];
      for (int token = 0; token < lengths[text]; token++) {
        all[starts[text] + token] = ids.id(text, token);
        trained[starts[text] + token] = marks.trained(text, token);
      }
    }
    return new DraftBatch(all, trained, starts, conversations);
  }

  /// Checks the loss of both steps, the first gradients and the parameters after each update.
  ///
  /// @param factor by which a recorded loss is smaller than that of the pass
  void check(TorchBackend backend, Supplier<DraftPass> pass, double factor) {
    List<TorchParameter> trained =
        backend.parameters().stream().filter(TorchParameter::trainable).toList();
    try (AdamW optimiser = new AdamW(trained, optimisation())) {
      for (int step = 0; step < 2; step++) {
        backend.beginStep();
        optimiser.clearGradients();
        DraftPass done = pass.get();
        List<TorchLoss> losses = done.terms().stream().map(LossTerm::loss).toList();
        double[] weights = done.terms().stream().mapToDouble(LossTerm::weight).toArray();
        try (TorchLoss loss = TorchLoss.sum(losses, weights)) {
          double expected = settings.get("steps").get(step).get("loss").asDouble();
          assertThat(factor * loss.value()).isCloseTo(expected, within(1e-5 * expected));
          loss.backward(factor);
        }
        if (step == 0) {
          checkGradients(backend);
        }
        optimiser.step(settings.get("learning_rate").asDouble());
        checkValues(trained, "after_step" + (step + 1) + ".");
      }
    }
  }

  private AdamWSettings optimisation() {
    JsonNode clip = settings.get("clip_value");
    return new AdamWSettings(
        settings.get("betas").get(0).asDouble(),
        settings.get("betas").get(1).asDouble(),
        settings.get("eps").asDouble(),
        settings.get("weight_decay").asDouble(),
        true,
        clip == null || clip.isNull() ? Double.POSITIVE_INFINITY : clip.asDouble());
  }

  private void checkGradients(TorchBackend backend) {
    Map<String, HostTensor> gradients = backend.exportGradients();
    List<String> names =
        recorded.names().stream()
            .filter(name -> name.startsWith("grad."))
            .map(name -> name.substring("grad.".length()))
            .toList();
    assertThat(gradients.keySet()).containsAll(names);
    for (String name : names) {
      assertClose(
          Objects.requireNonNull(gradients.get(name)),
          tensor("grad." + name),
          1e-4,
          "gradient of " + name);
    }
  }

  private void checkValues(List<TorchParameter> trained, String prefix) {
    Map<String, HostTensor> values = new LinkedHashMap<>();
    trained.forEach(parameter -> parameter.exportValues(values, DataType.F32));
    values.forEach((name, value) -> assertClose(value, tensor(prefix + name), 1e-4, prefix + name));
  }

  /// Relative to the largest entry of the tensor.
  static void assertClose(HostTensor actual, HostTensor expected, double tolerance, String what) {
    float[] left = actual.toFloats();
    float[] right = expected.toFloats();
    assertThat(left).as(what).hasSameSizeAs(right);
    float largest = 0;
    for (float value : right) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < right.length; i++) {
      assertThat((double) left[i])
          .as("%s entry %d", what, i)
          .isCloseTo(right[i], within(tolerance * largest));
    }
  }

  @Override
  public void close() {
    recorded.close();
  }
}
