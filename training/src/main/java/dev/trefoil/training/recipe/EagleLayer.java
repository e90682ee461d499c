package dev.trefoil.training.recipe;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.training.draft.InitialValues;
import java.util.Map;

/// The one decoder layer of EAGLE's drafts before its first step: linear layers and norms as
/// PyTorch makes them, which is what the authors' code starts from.
final class EagleLayer {
  private EagleLayer() {}

  /// Adds the layer's tensors, all but the norms before its attention.
  ///
  /// @param inputWidth columns that the attention reads
  static void put(
      Map<String, HostTensor> tensors,
      InitialValues values,
      ModelConfig config,
      String prefix,
      int inputWidth) {
    int hidden = config.hiddenSize();
    int queries = config.heads() * config.headDim();
    int keys = config.kvHeads() * config.headDim();
    linear(tensors, values, prefix + ".self_attn.q_proj", queries, inputWidth);
    linear(tensors, values, prefix + ".self_attn.k_proj", keys, inputWidth);
    linear(tensors, values, prefix + ".self_attn.v_proj", keys, inputWidth);
    linear(tensors, values, prefix + ".self_attn.o_proj", hidden, queries);
    linear(tensors, values, prefix + ".mlp.gate_proj", config.feedForwardSize(), hidden);
    linear(tensors, values, prefix + ".mlp.up_proj", config.feedForwardSize(), hidden);
    linear(tensors, values, prefix + ".mlp.down_proj", hidden, config.feedForwardSize());
    norm(tensors, prefix + ".post_attention_layernorm", hidden);
  }

  static void linear(
      Map<String, HostTensor> tensors, InitialValues values, String prefix, int out, int in) {
    String name = prefix + ".weight";
    tensors.put(name, values.linear(name, in, out, in));
  }

  static void norm(Map<String, HostTensor> tensors, String prefix, int hidden) {
    tensors.put(prefix + ".weight", InitialValues.constant(1, hidden));
  }
}
