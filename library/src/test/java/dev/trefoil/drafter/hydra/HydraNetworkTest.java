package dev.trefoil.drafter.hydra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.checkpoint.CheckpointException;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.SafetensorsWriter;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.model.Target;
import dev.trefoil.nn.WeightMismatchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HydraNetworkTest {
  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final ModelConfig config = TinyModels.config(31, 32);
  private final Target target = TinyModels.target(backend, config, 3);

  @AfterEach
  void close() {
    backend.close();
  }

  private HydraNetwork load(Map<String, HostTensor> tensors) {
    return new HydraNetwork(target, TinyModels.of(tensors));
  }

  @Test
  void theNamesSayWhatItIs() {
    HydraNetwork plain = load(HydraWeights.plain(config, 3));
    assertThat(plain.heads()).isEqualTo(3);
    assertThat(plain.prefixLayer()).isNull();
    HydraNetwork prefixed = load(HydraWeights.prefixed(config, 2));
    assertThat(prefixed.heads()).isEqualTo(2);
    assertThat(prefixed.prefixLayer()).isNotNull();
  }

  @Test
  void namesMayStandBehindPrefixes() {
    Map<String, HostTensor> wrapped = new LinkedHashMap<>();
    HydraWeights.plain(config, 2)
        .forEach((name, tensor) -> wrapped.put("module.hydra_head." + name, tensor));
    assertThat(load(wrapped).heads()).isEqualTo(2);
  }

  @Test
  void everythingThatDoesNotFitIsSaidAtOnce() {
    Map<String, HostTensor> tensors = HydraWeights.prefixed(config, 2);
    tensors.remove("hydra_mlp.1.3.linear.bias");
    tensors.put("hydra_lm_head.0.1.weight", HostTensor.of(new float[6], 2, 3));
    tensors.put("hydra_mlp.0.9.scale", HostTensor.of(new float[1], 1));
    assertThatThrownBy(() -> load(tensors))
        .isInstanceOf(WeightMismatchException.class)
        .hasMessageContaining("missing hydra_mlp.1.3.linear.bias [48]")
        .hasMessageContaining("hydra_lm_head.0.1.weight has shape [2, 3], expected [31, 48]")
        .hasMessageContaining("unexpected hydra_mlp.0.9.scale [1]");
  }

  @Test
  void anotherArchitectureIsRefused(@TempDir Path directory) throws IOException {
    SafetensorsWriter.write(
        directory.resolve("hydra_lm_head.safetensors"), HydraWeights.plain(config, 2), Map.of());
    Path settings = directory.resolve("config.json");
    Files.writeString(settings, "{\"hydra_head_arch\": \"mlp\", \"grounded_heads\": true}");
    HydraDrafter.open(directory, target, HydraConfig.DEFAULT).close();
    refused(directory, "{\"hydra_head_arch\": \"eagle-attn\"}", "allowed: mlp, prefix-mlp");
    refused(directory, "{\"hidden_state_offset\": 1}", "hidden_state_offset");
    refused(directory, "{\"grounded_heads\": false}", "only true is supported");
  }

  private void refused(Path directory, String settings, String reason) throws IOException {
    Files.writeString(directory.resolve("config.json"), settings);
    assertThatThrownBy(() -> HydraDrafter.open(directory, target, HydraConfig.DEFAULT))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(reason);
  }
}
