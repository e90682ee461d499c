package dev.trefoil.training.lm;

import dev.trefoil.checkpoint.ModelConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `config.json` and `generation_config.json` as Hugging Face writes them for a Llama.
final class HuggingFaceFiles {
  static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private HuggingFaceFiles() {}

  /// @param type `float32` or `bfloat16`
  static byte[] config(ModelConfig config, SpecialTokens special, String type) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("architectures", new String[] {"LlamaForCausalLM"});
    fields.put("model_type", "llama");
    fields.put("hidden_size", config.hiddenSize());
    fields.put("intermediate_size", config.feedForwardSize());
    fields.put("num_hidden_layers", config.layers());
    fields.put("num_attention_heads", config.heads());
    fields.put("num_key_value_heads", config.kvHeads());
    fields.put("head_dim", config.headDim());
    fields.put("vocab_size", config.vocabularySize());
    fields.put("max_position_embeddings", config.contextLength());
    fields.put("hidden_act", "silu");
    fields.put("rms_norm_eps", Double.valueOf(Float.toString(config.normEpsilon())));
    fields.put("rope_theta", Double.valueOf(Float.toString(config.ropeTheta())));
    fields.put("rope_scaling", null);
    fields.put("attention_bias", false);
    fields.put("attention_dropout", 0.0);
    fields.put("mlp_bias", false);
    fields.put("initializer_range", 0.02);
    fields.put("pretraining_tp", 1);
    fields.put("tie_word_embeddings", config.tiedEmbeddings());
    fields.put("use_cache", true);
    special.putInto(fields);
    fields.put("torch_dtype", type);
    return MAPPER.writeValueAsBytes(fields);
  }

  static byte[] generationConfig(ModelConfig config, SpecialTokens special) {
    Map<String, Object> fields = new LinkedHashMap<>();
    special.putInto(fields);
    fields.put("max_length", config.contextLength());
    fields.put("do_sample", false);
    return MAPPER.writeValueAsBytes(fields);
  }
}
