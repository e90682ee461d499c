package dev.trefoil.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The recorded first update of five training recipes, from the recorded gradients.
class GoldenAdamWTest {
  private static final String GRADIENT = "grad.";
  private static final String AFTER = "after_step1.";

  static List<Path> cases() {
    return Golden.cases("training");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theFirstUpdateEqualsTheRecordedOne(Path directory) throws IOException {
    JsonNode settings = new ObjectMapper().readTree(directory.resolve("case.json").toFile());
    try (Checkpoint recorded = Checkpoint.open(directory.resolve("case.safetensors"));
        Checkpoint initial = Checkpoint.open(initialFile(directory));
        TorchBackend backend = TorchBackend.open(TorchDevice.CPU, Precision.F32, true)) {
      Map<String, HostTensor> gradients = new LinkedHashMap<>();
      for (String name : recorded.names()) {
        if (name.startsWith(GRADIENT)) {
          gradients.put(name.substring(GRADIENT.length()), tensor(recorded, name));
        }
      }
      assertThat(gradients).isNotEmpty();
      gradients.forEach(
          (name, _) -> backend.tableWeight(new NamedTensor(name, tensor(initial, name))));
      backend.parameters().forEach(p -> p.importGradients(TinyModels.source(gradients)));
      try (AdamW optimiser = new AdamW(backend.parameters(), settings(settings))) {
        assertThat(optimiser.step(settings.get("learning_rate").asDouble())).isTrue();
      }
      backend
          .exportTensors(DataType.F32)
          .forEach((name, value) -> assertClose(name, value, tensor(recorded, AFTER + name)));
    }
  }

  private static void assertClose(String name, HostTensor actual, HostTensor expected) {
    float[] left = actual.toFloats();
    float[] right = expected.toFloats();
    for (int i = 0; i < right.length; i++) {
      assertThat(Math.abs(left[i] - right[i])).as("%s entry %d", name, i).isLessThan(1e-6f);
    }
  }

  private static AdamWSettings settings(JsonNode json) {
    JsonNode clip = json.get("clip_value");
    return new AdamWSettings(
        json.get("betas").get(0).asDouble(),
        json.get("betas").get(1).asDouble(),
        json.get("eps").asDouble(),
        json.get("weight_decay").asDouble(),
        true,
        clip == null || clip.isNull() ? Double.POSITIVE_INFINITY : clip.asDouble());
  }

  private static HostTensor tensor(Checkpoint checkpoint, String name) {
    return Objects.requireNonNull(checkpoint.find(name), name);
  }

  private static Path initialFile(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".safetensors"))
          .filter(file -> !file.endsWith("case.safetensors"))
          .findFirst()
          .orElseThrow();
    }
  }
}
