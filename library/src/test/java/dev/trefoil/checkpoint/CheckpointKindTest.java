package dev.trefoil.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.compute.HostTensor;
import dev.trefoil.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointKindTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "clover2,CLOVER2",
    "eagle1,EAGLE",
    "eagle2,EAGLE",
    "eagle3,EAGLE3",
    "medusa,MEDUSA",
    "hydra,HYDRA",
    "target,LANGUAGE_MODEL",
  })
  void recordedDraftsAreRecognised(String draft, CheckpointKind kind) {
    Path path = Golden.root("e2e").resolve(draft);
    assertThat(CheckpointKind.of(path)).isEqualTo(kind);
    assertThat(CheckpointReport.inspect(path, false).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.linear.weight,MEDUSA",
    "module.medusa_head.3.0.linear.weight,MEDUSA",
    "module.hydra_head.hydra_mlp.0.1.linear.weight,HYDRA",
    "module.fc.weight,EAGLE",
    "midlayer.self_attn.q_proj.weight,EAGLE3",
    "layers.0.hidden_norm.weight,EAGLE3",
    "module.clover_head_mlp2.weight,CLOVER2",
    "clover_head_mlp_rnn.q.weight,CLOVER",
    "model.layers.0.self_attn.q_proj.weight,LANGUAGE_MODEL",
    "something.else,UNKNOWN",
  })
  void namesTell(String tensor, CheckpointKind kind) {
    assertThat(CheckpointKind.of(file(tensor))).isEqualTo(kind);
  }

  @Test
  void aListOfExitsMakesALanguageModelASortedDraft() throws IOException {
    Path file = file("model.layers.0.self_attn.q_proj.weight");
    Files.writeString(directory.resolve("sd2.json"), "{\"exits\": [1]}");
    assertThat(CheckpointKind.of(file)).isEqualTo(CheckpointKind.SORTED);
    assertThat(CheckpointKind.of(directory)).isEqualTo(CheckpointKind.SORTED);
  }

  private Path file(String tensor) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("model.norm.weight", HostTensor.of(new float[] {1}, 1));
    tensors.put(tensor, HostTensor.of(new float[] {1, 2}, 1, 2));
    Path file = directory.resolve("model.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of());
    return file;
  }
}
