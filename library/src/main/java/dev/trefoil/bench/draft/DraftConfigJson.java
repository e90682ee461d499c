package dev.trefoil.bench.draft;

import dev.trefoil.checkpoint.JsonFile;
import dev.trefoil.checkpoint.ModelConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The `config.json` of random drafts.
final class DraftConfigJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private DraftConfigJson() {}

  /// These settings and no more.
  static JsonFile of(DraftKind kind, Map<String, Object> settings) {
    return new JsonFile(
        "config of a random draft (" + kind.label() + ")",
        MAPPER.valueToTree(new TreeMap<>(settings)));
  }

  /// A plain Llama's: of the variations of a target's family, drafts take the sizes only.
  ///
  /// @param more settings of the method
  static JsonFile llama(DraftKind kind, ModelConfig sizes, int layers, Map<String, Object> more) {
    Map<String, Object> settings = new TreeMap<>(more);
    settings.put("architectures", List.of("LlamaForCausalLM"));
    settings.put("model_type", "llama");
    settings.put("hidden_size", sizes.hiddenSize());
    settings.put("intermediate_size", sizes.feedForwardSize());
    settings.put("num_hidden_layers", layers);
    settings.put("num_attention_heads", sizes.heads());
    settings.put("num_key_value_heads", sizes.kvHeads());
    settings.put("head_dim", sizes.headDim());
    settings.put("vocab_size", sizes.vocabularySize());
    settings.put("max_position_embeddings", sizes.contextLength());
    settings.put("hidden_act", "silu");
    settings.put("rms_norm_eps", Double.valueOf(Float.toString(sizes.normEpsilon())));
    settings.put("rope_theta", Double.valueOf(Float.toString(sizes.ropeTheta())));
    settings.put("tie_word_embeddings", false);
    settings.put("torch_dtype", "bfloat16");
    if (!sizes.endTokens().isEmpty()) {
      settings.put("eos_token_id", sizes.endTokens());
    }
    return of(kind, settings);
  }

  static byte[] bytes(JsonFile config) {
    return MAPPER.writeValueAsBytes(config.object());
  }
}
