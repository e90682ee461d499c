package dev.trefoil.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class ModelConfigReaderTest {
  private static final String BASE =
      """
      "model_type": "llama", "hidden_size": 64, "intermediate_size": 48, "num_hidden_layers": 2,
      "num_attention_heads": 4, "vocab_size": 100\
      """;

  @TempDir Path directory;

  static List<Path> goldenModels() {
    return Golden.cases("target-llama");
  }

  @ParameterizedTest
  @MethodSource("goldenModels")
  void onlyModelsWithNormalisedHeadsAreReadAsSuch(Path model) {
    boolean expected =
        JsonMapper.builder()
            .build()
            .readTree(model.resolve("inputs.json").toFile())
            .get("normalise_lm_head_rows")
            .booleanValue();
    assertThat(ModelConfigReader.read(model.resolve("config.json")).normalisedHead())
        .isEqualTo(expected);
    assertThat(ModelConfigReader.read(model.resolve("config.json"), !expected).normalisedHead())
        .isEqualTo(!expected);
  }

  @Test
  void anOldVicunaConfigGetsTheDefaults() throws IOException {
    ModelConfig config = read("{%s}".formatted(BASE));
    assertThat(config)
        .isEqualTo(
            new ModelConfig(
                "llama",
                64,
                2,
                4,
                4,
                16,
                48,
                100,
                2048,
                1e-6f,
                10_000f,
                new RopeScaling.None(),
                false,
                false,
                false,
                false,
                false,
                false,
                false,
                List.of()));
  }

  @Test
  void bothSpellingsOfLlama3ScalingAreTheSame() {
    Path root = Golden.root("target-llama");
    ModelConfig old = ModelConfigReader.read(root.resolve("llama3-rope/config.json"));
    ModelConfig recent = ModelConfigReader.read(root.resolve("llama3-rope-newconfig/config.json"));
    assertThat(old).isEqualTo(recent);
    assertThat(old.ropeScaling()).isEqualTo(new RopeScaling.Llama3(8, 1, 4, 64));
    assertThat(old.ropeTheta()).isEqualTo(500_000f);
  }

  @Test
  void biasesFollowTheFamily() throws IOException {
    ModelConfig llama = read("{%s, \"attention_bias\": true, \"mlp_bias\": true}".formatted(BASE));
    assertThat(llama.queryKeyValueBias()).isTrue();
    assertThat(llama.outputBias()).isTrue();
    assertThat(llama.feedForwardBias()).isTrue();
    ModelConfig qwen2 = read("{%s}".formatted(BASE.replace("llama", "qwen2")));
    assertThat(qwen2.queryKeyValueBias()).isTrue();
    assertThat(qwen2.outputBias()).isFalse();
    ModelConfig qwen3 = read("{%s}".formatted(BASE.replace("llama", "qwen3")));
    assertThat(qwen3.headNorm()).isTrue();
    assertThat(qwen3.headDim()).isEqualTo(128);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mistral | 'sliding_window': 500 | 500",
        "mistral | 'sliding_window': null | 9000",
        "mistral | 'x': 0 | 4096",
        "qwen2 | 'sliding_window': 500, 'use_sliding_window': false | 9000",
        "qwen2 | 'sliding_window': 500, 'use_sliding_window': true | 500",
        "llama | 'sliding_window': 500 | 9000",
        "llama | 'rope_scaling': {'type': 'linear', 'factor': 4}, 'max_sequence_length': 36000 | 36000"
      })
  void theContextIsCappedAtAWindowThatIsUsed(String type, String keys, int expected)
      throws IOException {
    String json = "{%s, 'max_position_embeddings': 9000, %s}".formatted(BASE, keys);
    assertThat(read(json.replace("llama", type)).contextLength()).isEqualTo(expected);
  }

  @Test
  void endTokensComeFromBothConfigs() throws IOException {
    Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\": [9, 2, 7]}");
    assertThat(read("{%s, 'eos_token_id': 2}".formatted(BASE)).endTokens())
        .containsExactly(2, 9, 7);
  }

  @Test
  void baichuanTellsItsGenerationByNameThenByVocabulary() throws IOException {
    String base = BASE.replace("llama", "baichuan") + ", 'max_position_embeddings': 128";
    assertThat(read("{%s, 'architectures': ['BaiChuanForCausalLM']}".formatted(base)))
        .matches(config -> config.fusedQueryKeyValue() && !config.normalisedHead());
    assertThat(read("{%s, 'architectures': ['BaichuanForCausalLM']}".formatted(base)))
        .matches(ModelConfig::normalisedHead);
    assertThat(read("{%s}".formatted(base))).matches(config -> !config.normalisedHead());
    assertThat(read("{%s}".formatted(base.replace("\"vocab_size\": 100", "'vocab_size': 125696"))))
        .matches(ModelConfig::normalisedHead);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'model_type': 'gpt2' | \"model_type\" is \"gpt2\"; allowed: baichuan, llama, mistral, qwen2, qwen3",
        "'model_type': 7 | \"model_type\" is 7; a string is expected",
        "'model_type': null | the key \"model_type\" is missing",
        "'hidden_size': 66 | \"hidden_size\" 66 is not a multiple of \"num_attention_heads\" 4",
        "'hidden_size': 0 | \"hidden_size\" is 0; allowed is 1 to 1048576",
        "'hidden_size': -64 | \"hidden_size\" is -64",
        "'hidden_size': 64.5 | \"hidden_size\" is 64.5; allowed are whole numbers",
        "'hidden_size': '64' | \"hidden_size\" is \"64\"; allowed are whole numbers",
        "'hidden_size': 99999999999999999999 | \"hidden_size\" is 99999999999999999999",
        "'hidden_size': [64] | \"hidden_size\" is a list",
        "'hidden_size': null | the key \"hidden_size\" is missing",
        "'num_hidden_layers': 2000000000 | \"num_hidden_layers\" is 2000000000",
        "'num_attention_heads': 64 | heads of 1 columns cannot be rotated",
        "'num_key_value_heads': 3 | \"num_attention_heads\" 4 is not a multiple of \"num_key_value_heads\" 3",
        "'num_key_value_heads': 8 | \"num_attention_heads\" 4 is not a multiple",
        "'head_dim': 1000000 | 4 heads of 1000000 columns",
        "'head_dim': 7 | heads of 7 columns cannot be rotated",
        "'vocab_size': 0 | \"vocab_size\" is 0",
        "'rms_norm_eps': 0 | \"rms_norm_eps\" is 0; allowed are finite numbers above 0",
        "'rms_norm_eps': 'x' | \"rms_norm_eps\" is \"x\"",
        "'rope_theta': -1 | \"rope_theta\" is -1",
        "'rope_theta': 1e300 | \"rope_theta\" is",
        "'hidden_act': 'gelu' | \"hidden_act\" is \"gelu\"; allowed: silu, swish",
        "'tie_word_embeddings': 1 | \"tie_word_embeddings\" is 1; allowed are true and false",
        "'max_position_embeddings': 0 | \"max_position_embeddings\" is 0",
        "'eos_token_id': 100 | \"eos_token_id\" is 100; allowed are token ids from 0 to 99",
        "'eos_token_id': [2, 'x'] | \"eos_token_id\" is \"x\"",
        "'rope_scaling': {'type': 'yarn', 'factor': 4} | rope_scaling: \"type\" is \"yarn\"; allowed: default, linear, llama3",
        "'rope_scaling': {'rope_type': 'dynamic', 'factor': 4} | \"rope_type\" is \"dynamic\"",
        "'rope_scaling': {'type': 'linear', 'factor': 0} | \"factor\" is 0",
        "'rope_scaling': {'type': 'linear'} | rope_scaling: the key \"factor\" is missing",
        "'rope_scaling': 'linear' | \"rope_scaling\" is \"linear\"; an object",
        "'rope_parameters': {'rope_type': 'llama3', 'factor': 8, 'low_freq_factor': 4, 'high_freq_factor': 4} | must be above",
        "'quantization_config': {} | quantised",
        "'partial_rotary_factor': 0.5 | must be 1"
      })
  void whatCannotBeComputedRightlyIsRefused(String key, String reason) {
    assertThatThrownBy(() -> read("{%s, %s}".formatted(BASE, key)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(directory.resolve("config.json").toString())
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  @Test
  void baichuan13bIsRefusedByItsAlibi() {
    assertThatThrownBy(() -> read("{%s}".formatted(BASE.replace("llama", "baichuan"))))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("ALiBi");
  }

  @Test
  void whatIsNoConfigIsRefused() {
    for (String text :
        List.of("", "[]", "{", "not json", "{\"a\": NaN}", "{} {}", "[".repeat(9999))) {
      assertThatThrownBy(() -> read(text))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("config.json")
          .hasMessageNotContaining("\n");
    }
    assertThatThrownBy(() -> ModelConfigReader.read(directory.resolve("none.json")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("none.json", "no such file");
    assertThatThrownBy(() -> ModelConfigReader.read(directory))
        .isInstanceOf(CheckpointException.class);
  }

  private ModelConfig read(String json) throws IOException {
    Path file = directory.resolve("config.json");
    Files.writeString(file, json.replace('\'', '"'));
    return ModelConfigReader.read(file);
  }
}
