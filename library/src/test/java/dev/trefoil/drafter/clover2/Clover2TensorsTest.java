package dev.trefoil.drafter.clover2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.nn.WeightMismatchException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Clover2TensorsTest {
  private final ModelConfig config = TinyModels.config(31, 64);
  private final Map<String, HostTensor> weights = new LinkedHashMap<>();

  Clover2TensorsTest() {
    Clover2Tensors.manifest(config, 2)
        .expected()
        .forEach(
            (name, shape) ->
                weights.put(
                    name, HostTensor.of(new float[(int) HostTensor.elements(shape)], shape)));
  }

  private void check() {
    Clover2Tensors.check(config, 2, new Clover2Tensors(TinyModels.of(weights)));
  }

  @Test
  void namesOfEarlyCheckpointsAndOfTheTrainingWrapperAreUnderstood() {
    Map<String, HostTensor> old = new LinkedHashMap<>();
    weights.forEach(
        (name, tensor) ->
            old.put(
                "module." + name.replace("layers.0.", "layer.").replace("layers.1.", "layer2."),
                tensor));
    weights.clear();
    weights.putAll(old);
    assertThat(weights).containsKey("module.layer2.mlp.up_proj.weight");
    check();
  }

  @Test
  void theFrozenCopiesMayBeThere() {
    weights.put("lm_head.weight", HostTensor.of(new float[1], 1));
    weights.put("clover_embed_tokens.weight", HostTensor.of(new float[1], 1));
    weights.put("embed_tokens.weight", HostTensor.of(new float[1], 1));
    check();
  }

  @Test
  void allThatIsMissingExtraOrMisshapenIsListedAtOnce() {
    weights.remove("clover_head_mlp2.bias");
    weights.put("clover_norm.weight", HostTensor.of(new float[7], 7));
    weights.put("layers.2.mlp.up_proj.weight", HostTensor.of(new float[7], 7));
    assertThatThrownBy(this::check)
        .isInstanceOf(WeightMismatchException.class)
        .hasMessageContaining("missing clover_head_mlp2.bias [48]")
        .hasMessageContaining("clover_norm.weight has shape [7], expected [48]")
        .hasMessageContaining("unexpected layers.2.mlp.up_proj.weight");
  }
}
