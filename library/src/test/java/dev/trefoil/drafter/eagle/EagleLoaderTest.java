package dev.trefoil.drafter.eagle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.model.Target;
import dev.trefoil.nn.WeightMismatchException;
import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EagleLoaderTest {
  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final Target target = TinyModels.target(backend, TinyModels.config(31, 64), 3);

  @AfterEach
  void closeBackend() {
    backend.close();
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    EagleDraftConfig config = TinyDrafts.config(target, EagleVersion.EAGLE1);
    Map<String, HostTensor> tensors = TinyDrafts.tensors(config, EagleVersion.EAGLE1);
    tensors.remove("fc.bias");
    tensors.remove("layers.0.mlp.up_proj.weight");
    tensors.put("fc.weight", HostTensor.of(new float[6], 2, 3));
    tensors.put("layers.1.mlp.up_proj.weight", HostTensor.of(new float[4], 4));
    tensors.put("layers.0.self_attn.rotary_emb.inv_freq", HostTensor.of(new float[4], 4));
    assertThatThrownBy(() -> load(config, tensors, EagleVersion.EAGLE1))
        .isInstanceOf(WeightMismatchException.class)
        .hasMessageContaining("missing fc.bias [48]")
        .hasMessageContaining("missing layers.0.mlp.up_proj.weight")
        .hasMessageContaining("unexpected layers.1.mlp.up_proj.weight [4]")
        .hasMessageNotContaining("inv_freq")
        .hasMessageContaining("fc.weight has shape [2, 3], expected [48, 96]");
  }

  @Test
  void aPrefixOfAWrapperIsLookedThrough() {
    EagleDraftConfig config = TinyDrafts.config(target, EagleVersion.EAGLE3);
    Map<String, HostTensor> wrapped = new LinkedHashMap<>();
    TinyDrafts.tensors(config, EagleVersion.EAGLE3)
        .forEach((name, tensor) -> wrapped.put("module." + name, tensor));
    EagleNetwork network = load(config, wrapped, EagleVersion.EAGLE3);
    assertThat(network.vocabulary().size()).isEqualTo(26);
    assertThat(network.vocabulary().targetToken(3)).isEqualTo(8);
    assertThat(network.vocabulary().targetToken(-1)).isEqualTo(-1);
  }

  @Test
  void theLayerNameOfLaterToolsIsKnown() {
    EagleDraftConfig config = TinyDrafts.config(target, EagleVersion.EAGLE3);
    Map<String, HostTensor> renamed = new LinkedHashMap<>();
    TinyDrafts.tensors(config, EagleVersion.EAGLE3)
        .forEach((name, tensor) -> renamed.put(name.replace("midlayer.", "layers.0."), tensor));
    assertThat(load(config, renamed, EagleVersion.EAGLE3).attentionShape().heads()).isEqualTo(6);
  }

  @Test
  void aDraftVocabularyNeedsItsTable() {
    EagleDraftConfig config = TinyDrafts.config(target, EagleVersion.EAGLE3);
    Map<String, HostTensor> tensors = TinyDrafts.tensors(config, EagleVersion.EAGLE3);
    tensors.put("d2t", TinyDrafts.offsets(7));
    assertThatThrownBy(() -> load(config, tensors, EagleVersion.EAGLE3))
        .hasMessageContaining("d2t is I64[7]")
        .hasMessageContaining("whole numbers [26]");
    tensors.remove("d2t");
    assertThatThrownBy(() -> load(config, tensors, EagleVersion.EAGLE3))
        .hasMessageContaining("d2t is missing");
  }

  @Test
  void aDraftOfAnotherTargetIsRefusedWithBothNumbers() {
    Path draft = Golden.root("e2e").resolve("eagle1");
    assertThatThrownBy(() -> EagleDrafter.open(draft, target, EagleConfig.EAGLE1))
        .hasMessageContaining("vocabulary of 128, the target has 31");
    Target wider = TinyModels.target(backend, TinyModels.config(128, 64), 3);
    assertThatThrownBy(() -> EagleDrafter.open(draft, wider, EagleConfig.EAGLE1))
        .hasMessageContaining("hidden size 32, the target has 48");
  }

  @Test
  void theCheckpointOfAnotherVersionIsRefused() {
    EagleDraftConfig config = TinyDrafts.config(target, EagleVersion.EAGLE1);
    Map<String, HostTensor> tensors = TinyDrafts.tensors(config, EagleVersion.EAGLE1);
    assertThatThrownBy(() -> load(config, tensors, EagleVersion.EAGLE3))
        .hasMessageContaining("missing midlayer.self_attn.q_proj.weight");
  }

  @Test
  void configsHaveThePublishedDefaults() {
    Path root = Golden.root("eagle2");
    EagleDraftConfig plain = EagleDraftConfig.read(root.resolve("mha-bias/config.json"));
    assertThat(plain.fusionBias()).isTrue();
    assertThat(plain.queryKeyValueBias()).isFalse();
    assertThat(EagleDraftConfig.read(root.resolve("gqa/config.json")).fusionBias()).isFalse();
    assertThat(EagleDraftConfig.read(root.resolve("qkv-bias/config.json")).queryKeyValueBias())
        .isTrue();
    assertThat(plain.draftVocabulary()).isEqualTo(plain.layer().vocabularySize());
    assertThat(plain.targetWidth()).isEqualTo(plain.layer().hiddenSize());
  }

  @Test
  void threeLayersAreThoseOfThePaperOrTheLastOnes() {
    assertThat(EagleFeatures.ofThreeLayers(32, 8).taps().layers()).isEqualTo(List.of(2, 16, 29));
    assertThat(EagleFeatures.ofThreeLayers(32, 8).width()).isEqualTo(24);
    assertThat(EagleFeatures.ofThreeLayers(5, 8).taps().layers()).isEqualTo(List.of(2, 2, 2));
    assertThat(EagleFeatures.ofThreeLayers(2, 8).taps().layers()).isEqualTo(List.of(2, 2, 2));
    assertThat(EagleFeatures.ofThreeLayers(1, 8).taps().layers()).isEqualTo(List.of(1, 1, 1));
  }

  private EagleNetwork load(
      EagleDraftConfig config, Map<String, HostTensor> tensors, EagleVersion version) {
    return EagleLoader.load(config, TinyModels.of(tensors), target, version);
  }
}
