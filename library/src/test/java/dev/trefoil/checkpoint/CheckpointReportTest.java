package dev.trefoil.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CheckpointReportTest {
  @TempDir Path directory;

  static List<Path> goldenModels() {
    return Golden.cases("target-llama");
  }

  @ParameterizedTest
  @MethodSource("goldenModels")
  void goldenModelsHaveNoRemarksAndAllTheirTensorsAreCounted(Path model) {
    CheckpointReport report = CheckpointReport.inspect(model, true);
    assertThat(report.remarks()).isEmpty();
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      assertThat(report.tensors().stream().mapToInt(TensorGroup::count).sum())
          .isEqualTo(checkpoint.names().size());
      assertThat(report.parameters()).isEqualTo(checkpoint.parameters());
      assertThat(report.bytes()).isEqualTo(4 * checkpoint.parameters());
    }
  }

  @Test
  void layersAreCollapsed() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("embed", HostTensor.of(new float[2], 2));
    for (int layer = 0; layer < 12; layer++) {
      tensors.put("layers." + layer + ".w", HostTensor.of(new float[6], 2, 3));
    }
    tensors.put("layers.3.extra", HostTensor.of(new float[1]));
    tensors.put("layers.5.extra", HostTensor.of(new float[1]));
    tensors.put("layers.9.w.0", HostTensor.of(new float[1], 1));
    assertThat(TensorGroup.of(tensors))
        .containsExactly(
            new TensorGroup("embed", List.of(2L), DataType.F32, 1, 8),
            new TensorGroup("layers.{0..11}.w", List.of(2L, 3L), DataType.F32, 12, 288),
            new TensorGroup("layers.{3,5}.extra", List.of(), DataType.F32, 2, 8),
            new TensorGroup("layers.9.w.0", List.of(1L), DataType.F32, 1, 4));
  }

  @Test
  void theTextShowsModelFilesAndTensors() throws IOException {
    Path model = Golden.root("target-llama").resolve("llama3-rope");
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(model.resolve(name), directory.resolve(name));
    }
    Files.writeString(
        directory.resolve("tokenizer_config.json"), "{\"chat_template\": \"{{ messages }}\"}");
    String text = CheckpointReport.inspect(directory, true).render();
    assertThat(text)
        .containsSubsequence(
            "weights        model.safetensors, ",
            "parameters ",
            "(F32)",
            "model type     llama",
            "heads          4 of 16 columns, 2 for keys and values",
            "context        512 tokens",
            "rotary         base 500,000, llama3 scaling by 8 from 64 positions",
            "tokenizer      tokenizer_config.json",
            "chat template  in tokenizer_config.json",
            "model.layers.{0..2}.self_attn.q_proj.weight",
            "[64, 64]  F32",
            "x3");
    assertThat(text.lines()).allMatch(line -> line.equals(line.stripTrailing()));
  }

  @Test
  void theReportIsJson() {
    Path model = Golden.root("target-llama").resolve("mha");
    JsonMapper mapper = JsonMapper.builder().build();
    JsonNode json =
        mapper.readTree(mapper.writeValueAsBytes(CheckpointReport.inspect(model, false)));
    assertThat(json.get("model").get("modelType").stringValue()).isEqualTo("llama");
    assertThat(json.get("parametersByType").get("F32").longValue())
        .isEqualTo(json.get("parameters").longValue());
    assertThat(json.get("tensors").get(0).get("shape").isArray()).isTrue();
  }

  @Test
  void aSingleFileIsReportedWithoutAModel() {
    Path file = Golden.root("target-llama").resolve("mha-bin/pytorch_model.bin");
    CheckpointReport report = CheckpointReport.inspect(file, true);
    assertThat(report.model()).isNull();
    assertThat(report.remarks()).isEmpty();
    assertThat(report.render()).contains("lm_head.weight").doesNotContain("model type");
  }

  @Test
  void contradictionsAndBadWeightsAreRemarked() throws IOException {
    Path model = Golden.root("target-llama").resolve("mha");
    String config = Files.readString(model.resolve("config.json"));
    Files.writeString(
        directory.resolve("config.json"),
        config.replace("\"vocab_size\": 64", "\"vocab_size\": 65"));
    try (Checkpoint checkpoint = Checkpoint.open(model)) {
      Map<String, HostTensor> tensors = new LinkedHashMap<>(checkpoint.tensors());
      tensors.remove("lm_head.weight");
      tensors.put("model.norm.weight", HostTensor.of(new float[] {Float.NaN}, 1));
      SafetensorsWriter.write(directory.resolve("model.safetensors"), tensors, Map.of());
    }
    assertThat(CheckpointReport.inspect(directory, true).remarks())
        .anyMatch(line -> line.contains("model.embed_tokens.weight has shape [64, 32]"))
        .anyMatch(line -> line.contains("lm_head.weight is missing"))
        .anyMatch(line -> line.contains("model.norm.weight has shape [1]"))
        .anyMatch(line -> line.contains("holds NaN at element 0"));
  }

  @Test
  void aConfigThatCannotRunIsARemarkAndTheTensorsAreStillShown() throws IOException {
    SafetensorsWriter.write(
        directory.resolve("model.safetensors"),
        Map.of("wte", HostTensor.of(new float[2], 2)),
        Map.of());
    Files.writeString(directory.resolve("config.json"), "{\"model_type\": \"gpt2\"}");
    CheckpointReport report = CheckpointReport.inspect(directory, false);
    assertThat(report.remarks()).anyMatch(line -> line.contains("\"gpt2\"; allowed: baichuan"));
    assertThat(report.render()).contains("NOTE", "wte");
  }

  @Test
  void aTruncatedFileIsAnError() throws IOException {
    Path file = directory.resolve("model.safetensors");
    SafetensorsWriter.write(file, Map.of("a", HostTensor.of(new float[9], 9)), Map.of());
    Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 90));
    assertThatThrownBy(() -> CheckpointReport.inspect(directory, false))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(file.toString(), "truncated");
  }
}
