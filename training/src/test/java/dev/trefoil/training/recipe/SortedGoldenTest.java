package dev.trefoil.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import dev.trefoil.testing.Golden;
import dev.trefoil.torch.TorchBackend;
import dev.trefoil.torch.TorchDevice;
import dev.trefoil.torch.TorchLoss;
import dev.trefoil.training.draft.DraftBatch;
import dev.trefoil.training.draft.DraftPass;
import dev.trefoil.training.draft.FrozenTarget;
import dev.trefoil.training.draft.LossTerm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The recorded batch of sorted fine-tuning: losses of the exits, gradients of their mean.
class SortedGoldenTest {
  private final Path directory = Golden.root("sd2");
  private final JsonNode recorded =
      JsonMapper.builder().build().readTree(directory.resolve("case.json").toFile());
  private final Checkpoint weights = Checkpoint.open(directory.resolve("model.safetensors"));
  private final Checkpoint outputs = Checkpoint.open(directory.resolve("outputs.safetensors"));
  private final TorchBackend backend = TorchBackend.open(TorchDevice.CPU, Precision.F32, false);

  @AfterEach
  void close() {
    backend.close();
    outputs.close();
    weights.close();
  }

  private HostTensor output(String name) {
    return Objects.requireNonNull(outputs.find(name), name);
  }

  /// The recorded draft as a draft of itself.
  private DraftPass pass(boolean sorted) {
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    Target target = new Target("own", new Llama(config, backend, weights, 64));
    HostTensor ids = output("ids");
    HostTensor labels = output("labels");
    int length = ids.columns();
    DraftBatch batch =
        TrainingCase.batch(
            new int[] {length, length},
            (text, token) -> (int) ids.getLong(text * length + token),
            (text, token) -> labels.getLong(text * length + token) >= 0);
    backend.beginStep();
    ForwardOutput features =
        target.network().forward(batch.ids(), batch.layout(), FeatureTaps.NONE);
    backend.makeTrainable(true);
    return new SortedRecipe(4, List.of(2, 3, 4), sorted)
        .open(new FrozenTarget(backend, target, weights), weights)
        .pass(batch, features, null);
  }

  @Test
  void lossesAndGradientsAreTheRecordedOnes() {
    List<LossTerm> terms = pass(true).terms();
    for (int exit = 0; exit < 3; exit++) {
      assertThat(terms.get(exit).name()).isEqualTo("cross_entropy_exit_" + (exit + 2));
      compare(terms.get(exit).loss(), recorded.get("loss_per_exit").get(exit));
    }
    double[] shares = terms.stream().mapToDouble(LossTerm::weight).toArray();
    try (TorchLoss loss = TorchLoss.sum(terms.stream().map(LossTerm::loss).toList(), shares)) {
      compare(loss, recorded.get("soft_loss"));
      loss.backward();
    }
    compareGradients(backend.exportGradients());
  }

  @Test
  void supervisedFineTuningCountsTheLastExitAlone() {
    List<LossTerm> terms = pass(false).terms();
    assertThat(terms.stream().map(LossTerm::weight)).containsExactly(0.0, 0.0, 1.0);
    compare(terms.getLast().loss(), recorded.get("loss_per_exit").get(2));
  }

  private static void compare(TorchLoss loss, JsonNode recorded) {
    double expected = recorded.asDouble();
    assertThat(loss.value()).isCloseTo(expected, within(1e-5 * expected));
  }

  private void compareGradients(Map<String, HostTensor> gradients) {
    int compared = 0;
    for (String name : outputs.names()) {
      if (name.startsWith("grad.")) {
        String own = name.substring("grad.".length());
        HostTensor gradient = Objects.requireNonNull(gradients.get(own), own);
        TrainingCase.assertClose(gradient, output(name), 1e-4, name);
        compared++;
      }
    }
    assertThat(compared).isEqualTo(gradients.size());
  }
}
