package dev.trefoil.drafter.sorted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.checkpoint.SafetensorsWriter;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.nn.WeightMismatchException;
import dev.trefoil.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Any checkpoint of the Llama family is a sorted draft; what cannot be one is refused with all
/// that is wrong.
class SortedDraftTest {
  private static final int[] TEXT = {5, 1, 7, 3, 3};

  @TempDir Path directory;
  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final ModelConfig config = TinyModels.config(31, 64, 4);

  @AfterEach
  void close() {
    backend.close();
  }

  static List<Path> goldenModels() {
    return Golden.cases("target-llama");
  }

  /// Sharded safetensors, one `.bin`, shards of `.bin`, tied embeddings, every architecture.
  @ParameterizedTest
  @MethodSource("goldenModels")
  void everyLayoutOfTheFamilyLoadsAndExitsAtItsDepths(Path model) {
    SortedDraft draft = SortedDraft.open(model, backend);
    int layers = ModelConfigReader.read(model.resolve("config.json")).layers();
    assertThat(draft.settings()).isEqualTo(SortedSettings.ofDepth(layers));
    for (int layer : draft.settings().exits()) {
      try (SortedState state = level(draft, layer)) {
        assertThat(state.level().exit()).isEqualTo(draft.settings().exits().indexOf(layer));
        assertThat(state.level().tokens()[0]).isNotNegative();
        assertThat(state.level().confidences()[0]).isBetween(0.0, 1.0);
      }
    }
  }

  @Test
  void aTargetsCheckpointIsCutByItsConfig() throws IOException {
    Path model = Golden.root("sd2");
    String json = Files.readString(model.resolve("config.json"));
    String three = json.replace("\"num_hidden_layers\": 4", "\"num_hidden_layers\": 3");
    assertThat(three).isNotEqualTo(json);
    Files.writeString(directory.resolve("config.json"), three);
    Files.copy(model.resolve("model.safetensors"), directory.resolve("model.safetensors"));
    SortedDraft cut = SortedDraft.open(directory, backend);
    assertThat(cut.settings().exits()).containsExactly(2, 3);
    assertSameLevel(cut, SortedDraft.open(model, backend), 3);
  }

  @Test
  void aWeightFileIsReadWithTheConfigBesideIt() {
    Path model = Golden.root("sd2");
    SortedDraft draft = SortedDraft.open(model.resolve("model.safetensors"), backend);
    assertThat(draft.settings().exits()).containsExactly(2, 3, 4);
    assertSameLevel(draft, SortedDraft.open(model, backend), 2);
  }

  @Test
  void aWrappersPrefixAndTablesThatNobodyNeedsChangeNothing() throws IOException {
    Path model = Golden.root("sd2");
    Files.copy(model.resolve("config.json"), directory.resolve("config.json"));
    Files.copy(model.resolve("sd2.json"), directory.resolve("sd2.json"));
    Map<String, HostTensor> renamed = new LinkedHashMap<>();
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      checkpoint.tensors().forEach((name, tensor) -> renamed.put("module." + name, tensor));
      renamed.put(
          "module.model.layers.1.self_attn.rotary_emb.inv_freq",
          HostTensor.of(new float[] {1, 0.1f}, 2));
      SafetensorsWriter.write(directory.resolve("model.safetensors"), renamed, Map.of());
    }
    assertSameLevel(SortedDraft.open(directory, backend), SortedDraft.open(model, backend), 4);
  }

  @Test
  void allThatIsWrongIsListedAtOnce() {
    Map<String, HostTensor> tensors = tensors(config, 1);
    tensors.remove("model.layers.2.mlp.up_proj.weight");
    tensors.put("model.norm.weight", HostTensor.of(new float[47], 47));
    tensors.put("model.layers.1.exit_head.weight", HostTensor.of(new float[12], 3, 4));
    tensors.put("lm_head.bias", HostTensor.of(new float[31], 31));
    assertThatThrownBy(() -> load(config, TinyModels.of(tensors)))
        .isInstanceOf(WeightMismatchException.class)
        .hasMessageContainingAll(
            "4 problems",
            "missing model.layers.2.mlp.up_proj.weight [80, 48]",
            "model.norm.weight has shape [47], expected [48]",
            "unexpected model.layers.1.exit_head.weight [3, 4]",
            "unexpected lm_head.bias [31]");
  }

  @Test
  void layersThatTheConfigHasMustBeThere() {
    Map<String, HostTensor> tensors = tensors(TinyModels.config(31, 64, 3), 1);
    assertThatThrownBy(() -> load(config, TinyModels.of(tensors)))
        .isInstanceOf(WeightMismatchException.class)
        .hasMessageContaining("missing model.layers.3.self_attn.q_proj.weight");
  }

  @Test
  void theLastExitMustBeTheLastLayer() {
    SortedSettings settings = new SortedSettings(List.of(2, 3), ExitProfile.DEFAULT, Map.of());
    assertThatThrownBy(
            () -> new SortedDraft(config, backend, TinyModels.random(config, 1), settings))
        .hasMessageContaining("[2, 3]")
        .hasMessageContaining("draft of 4");
  }

  private static Map<String, HostTensor> tensors(ModelConfig of, long seed) {
    TensorSource source = TinyModels.random(of, seed);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    source.names().forEach(name -> tensors.put(name, Objects.requireNonNull(source.find(name))));
    return tensors;
  }

  private SortedDraft load(ModelConfig of, TensorSource source) {
    return new SortedDraft(of, backend, source, SortedSettings.ofDepth(of.layers()));
  }

  private void assertSameLevel(SortedDraft one, SortedDraft other, int layer) {
    try (SortedState a = level(one, layer);
        SortedState b = level(other, layer)) {
      assertThat(a.level().tokens()).isEqualTo(b.level().tokens());
      assertThat(a.level().confidences()[0]).isEqualTo(b.level().confidences()[0], within(0.0));
    }
  }

  private SortedState level(SortedDraft draft, int layer) {
    SortedState state = SortedDrafts.state(draft, 16);
    for (int token : TEXT) {
      state.kv().appendToChain(token);
    }
    state.level().begin(state.kv(), 1, 5, false);
    backend.beginStep();
    ExitGate gate = new ExitGate.Fixed(layer);
    ModelConfig of = draft.network().config();
    new ExitPass(draft, new ExitPolicy(gate, draft, "t", of), new SortedCounters(draft.exits()))
        .runLevel(List.of(state), 5);
    return state;
  }
}
