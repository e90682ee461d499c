package dev.trefoil.training.draft;

import dev.trefoil.checkpoint.ModelConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `config.json` of drafts.
public final class DraftConfigFile {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private DraftConfigFile() {}

  /// The fields of a Llama of the target's sizes, from which a recipe goes on.
  ///
  /// @param layers written as `num_hidden_layers`
  public static SequencedMap<String, Object> llama(ModelConfig target, int layers) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("architectures", new String[] {"LlamaForCausalLM"});
    fields.put("model_type", "llama");
    fields.put("hidden_size", target.hiddenSize());
    fields.put("intermediate_size", target.feedForwardSize());
    fields.put("num_hidden_layers", layers);
    fields.put("num_attention_heads", target.heads());
    fields.put("num_key_value_heads", target.kvHeads());
    fields.put("head_dim", target.headDim());
    fields.put("vocab_size", target.vocabularySize());
    fields.put("max_position_embeddings", target.contextLength());
    fields.put("hidden_act", "silu");
    fields.put("rms_norm_eps", Double.valueOf(Float.toString(target.normEpsilon())));
    fields.put("rope_theta", Double.valueOf(Float.toString(target.ropeTheta())));
    fields.put("rope_scaling", null);
    fields.put("pretraining_tp", 1);
    fields.put("tie_word_embeddings", false);
    return fields;
  }

  /// The file.
  public static byte[] bytes(Map<String, Object> fields) {
    return MAPPER.writeValueAsBytes(fields);
  }
}
