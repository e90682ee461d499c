package dev.trefoil.drafter.hydra;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.testing.RandomTensors;
import java.util.Map;

/// Random heads in the published layouts.
final class HydraWeights {
  private HydraWeights() {}

  /// Plain Hydra.
  static Map<String, HostTensor> plain(ModelConfig target, int heads) {
    RandomTensors tensors = new RandomTensors(5, 0.15);
    tensors.add("input_embed_fn.weight", target.vocabularySize(), target.hiddenSize());
    heads(tensors, target, heads, 0, 1, "");
    return tensors.tensors();
  }

  /// Hydra++, its key-value heads as many as its query heads.
  static Map<String, HostTensor> prefixed(ModelConfig target, int heads) {
    int hidden = target.hiddenSize();
    int inner = 40;
    RandomTensors tensors = new RandomTensors(6, 0.15);
    String layer = "prefix_embeding_layer.layers.0.";
    tensors.add("prefix_embeding_layer.embed_tokens.weight", 3, hidden);
    for (String name : new String[] {"q", "k", "v", "o"}) {
      tensors.add(layer + "self_attn." + name + "_proj.weight", hidden, hidden);
    }
    tensors.add(layer + "self_attn.rotary_emb.inv_freq", 4);
    tensors.add(layer + "mlp.gate_proj.weight", inner, hidden);
    tensors.add(layer + "mlp.up_proj.weight", inner, hidden);
    tensors.add(layer + "mlp.down_proj.weight", hidden, inner);
    tensors.add(layer + "input_layernorm.weight", hidden);
    tensors.add(layer + "post_attention_layernorm.weight", hidden);
    tensors.add("prefix_embeding_layer.norm.weight", hidden);
    heads(tensors, target, heads, 1, 2, ".1");
    return tensors.tensors();
  }

  private static void heads(
      RandomTensors tensors, ModelConfig target, int heads, int first, int step, String suffix) {
    int hidden = target.hiddenSize();
    for (int head = 0; head < heads; head++) {
      String mlp = "hydra_mlp." + head + ".";
      tensors.addLinear(mlp + first + ".linear", hidden, (head + 2) * hidden);
      tensors.addLinear(mlp + first + ".res_connection", hidden, (head + 2) * hidden);
      String second = mlp + (first + step) + ".linear";
      String third = mlp + (first + 2 * step) + ".linear";
      tensors.addLinear(second, hidden, hidden);
      tensors.repeat(second + ".weight", third + ".weight");
      tensors.repeat(second + ".bias", third + ".bias");
      tensors.addLinear("hydra_lm_head." + head + suffix, target.vocabularySize(), hidden);
    }
  }
}
