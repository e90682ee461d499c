package dev.trefoil.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.testing.Golden;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointTest {
  @TempDir Path directory;

  static List<Path> goldenModels() {
    return Golden.cases("target-llama");
  }

  @ParameterizedTest
  @MethodSource("goldenModels")
  void everyGoldenModelHasTheTensorsOfItsConfig(Path model) {
    ModelConfig config = ModelConfigReader.read(model.resolve("config.json"));
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      assertThat(checkpoint.find("model.embed_tokens.weight"))
          .matches(t -> t.hasShape(config.vocabularySize(), config.hiddenSize()));
      String layer = "model.layers." + (config.layers() - 1) + ".";
      int queries = config.heads() * config.headDim();
      assertThat(checkpoint.find(layer + "self_attn.o_proj.weight"))
          .matches(t -> t.hasShape(config.hiddenSize(), queries));
      assertThat(checkpoint.find(layer + "mlp.gate_proj.weight"))
          .matches(t -> t.hasShape(config.feedForwardSize(), config.hiddenSize()));
      assertThat(checkpoint.find("lm_head.weight") == null).isEqualTo(config.tiedEmbeddings());
      assertThat(checkpoint.find(layer + "self_attn.W_pack.weight") != null)
          .isEqualTo(config.fusedQueryKeyValue());
      assertThat(checkpoint.find(layer + "self_attn.q_norm.weight") != null)
          .isEqualTo(config.headNorm());
      assertThat(checkpoint.find(layer + "self_attn.q_proj.bias") != null)
          .isEqualTo(config.queryKeyValueBias());
      assertThat(checkpoint.firstNonFinite()).isEmpty();
    }
  }

  @Test
  void shardsAreJoinedInTheOrderOfTheIndex() throws IOException {
    writeShards();
    try (Checkpoint checkpoint = Checkpoint.open(directory)) {
      assertThat(checkpoint.names()).containsExactly("b", "a");
      assertThat(checkpoint.find("a")).isEqualTo(HostTensor.of(new float[] {1, 2}, 2));
      assertThat(checkpoint.files()).hasSize(2);
      assertThat(checkpoint.parameters()).isEqualTo(3);
    }
  }

  @Test
  void aMissingShardIsNamed() throws IOException {
    writeShards();
    Files.delete(directory.resolve("s2.safetensors"));
    assertThatThrownBy(() -> Checkpoint.open(directory))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("s2.safetensors", "missing");
  }

  @Test
  void aTensorThatItsShardLacksIsNamed() throws IOException {
    writeShards();
    SafetensorsWriter.write(
        directory.resolve("s2.safetensors"), Map.of("c", HostTensor.of(new float[1], 1)), Map.of());
    assertThatThrownBy(() -> Checkpoint.open(directory))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("s2.safetensors", "\"b\"", "missing");
  }

  @Test
  void anIndexCannotReachOutOfItsDirectory() throws IOException {
    for (String escape : List.of("../x.safetensors", "/etc/passwd", "a\\\\b", "", ".hidden")) {
      Files.writeString(
          directory.resolve("model.safetensors.index.json"),
          "{\"weight_map\": {\"a\": \"%s\"}}".formatted(escape));
      assertThatThrownBy(() -> Checkpoint.open(directory))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("plain file name");
    }
  }

  @Test
  void theOnlyWeightFileOfADirectoryIsFoundWhateverItsName() {
    SafetensorsWriter.write(
        directory.resolve("medusa_lm_head.safetensors"),
        Map.of("a", HostTensor.of(new float[] {5}, 1)),
        Map.of());
    try (Checkpoint checkpoint = Checkpoint.open(directory)) {
      assertThat(checkpoint.names()).containsExactly("a");
      assertThat(checkpoint.directory()).isEqualTo(directory);
    }
  }

  @Test
  void aDirectoryWithoutOrWithTooManyWeightsIsRefused() {
    assertThatThrownBy(() -> Checkpoint.open(directory)).hasMessageContaining("no weights here");
    for (String name : List.of("x.safetensors", "y.safetensors")) {
      SafetensorsWriter.write(directory.resolve(name), Map.of(), Map.of());
    }
    assertThatThrownBy(() -> Checkpoint.open(directory))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("2 weight files but no index (x.safetensors, y.safetensors)");
    assertThatThrownBy(() -> Checkpoint.open(directory.resolve("nothing")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void tensorsDieWithTheCheckpoint() {
    SafetensorsWriter.write(
        directory.resolve("model.safetensors"),
        Map.of("a", HostTensor.of(new float[] {5}, 1)),
        Map.of());
    HostTensor tensor;
    try (Checkpoint checkpoint = Checkpoint.open(directory)) {
      tensor = Objects.requireNonNull(checkpoint.find("a"));
    }
    assertThatThrownBy(() -> tensor.get(0)).isInstanceOf(IllegalStateException.class);
  }

  static Stream<DataType> floats() {
    return Stream.of(DataType.values()).filter(DataType::isFloat);
  }

  @ParameterizedTest
  @MethodSource("floats")
  void theFirstNonFiniteWeightIsFoundWhereverItLies(DataType type) {
    int count = 70_003;
    byte[] nan =
        switch (type) {
          case F64 -> new byte[] {0, 0, 0, 0, 0, 0, (byte) 0xf8, 0x7f};
          case F32 -> new byte[] {0, 0, (byte) 0x80, 0x7f};
          case BF16 -> new byte[] {(byte) 0x80, (byte) 0xff};
          case F16 -> new byte[] {1, 0x7c};
          case I64, I32, I16, I8, U8, BOOL -> throw new IllegalArgumentException();
        };
    for (int at : new int[] {0, 1, 3, 8191, 8192, 40_000, count - 2, count - 1}) {
      byte[] bytes = new byte[count * type.bytes()];
      java.util.Arrays.fill(bytes, (byte) 0x3b); // finite and nonzero in every format
      HostTensor tensor = new HostTensor(type, new long[] {count}, MemorySegment.ofArray(bytes));
      assertThat(NonFinite.firstIn(tensor)).isEqualTo(-1);
      System.arraycopy(nan, 0, bytes, at * type.bytes(), nan.length);
      assertThat(NonFinite.firstIn(tensor)).isEqualTo(at);
    }
  }

  @Test
  void aModelWithANaNIsRefusedByTensorAndIndex() {
    SafetensorsWriter.write(
        directory.resolve("model.safetensors"),
        Map.of("model.norm.weight", HostTensor.of(new float[] {1, 2, Float.NaN}, 3)),
        Map.of());
    try (Checkpoint checkpoint = Checkpoint.open(directory)) {
      assertThatThrownBy(checkpoint::requireFinite)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContainingAll(
              directory.toString(), "\"model.norm.weight\"", "NaN", "element 2");
    }
  }

  private void writeShards() throws IOException {
    SafetensorsWriter.write(
        directory.resolve("s1.safetensors"),
        Map.of("a", HostTensor.of(new float[] {1, 2}, 2)),
        Map.of());
    SafetensorsWriter.write(
        directory.resolve("s2.safetensors"),
        Map.of("b", HostTensor.of(new float[] {3}, 1)),
        Map.of());
    Map<String, String> index = new LinkedHashMap<>();
    index.put("b", "s2.safetensors");
    index.put("a", "s1.safetensors");
    StringBuilder map = new StringBuilder();
    index.forEach(
        (name, file) ->
            map.append(map.isEmpty() ? "" : ",").append("\"%s\": \"%s\"".formatted(name, file)));
    Files.writeString(
        directory.resolve("model.safetensors.index.json"), "{\"weight_map\": {" + map + "}}");
  }
}
