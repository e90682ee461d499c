package dev.trefoil.training.draft;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// One decoder layer of a target under plain Llama names, as drafts start from it:
/// `self_attn.q_proj.weight` to `o_proj`, `mlp.gate_proj`, `up_proj`, `down_proj`, and both norms.
/// Fused projections come apart; biases, which drafts' layers do not have, stay behind.
public final class LayerCopy {
  private static final List<String> SHARED =
      List.of(
          "self_attn.o_proj.weight",
          "mlp.gate_proj.weight",
          "mlp.up_proj.weight",
          "mlp.down_proj.weight",
          "input_layernorm.weight",
          "post_attention_layernorm.weight");

  private LayerCopy() {}

  /// The tensors of a layer, counted from 0, each under `prefix` and its own name.
  public static SequencedMap<String, HostTensor> of(TargetModel target, int layer, String prefix) {
    String source = "model.layers." + layer + ".";
    SequencedMap<String, HostTensor> tensors = new LinkedHashMap<>();
    int queries = target.config().heads() * target.config().headDim();
    int keys = target.config().kvHeads() * target.config().headDim();
    String attention = "self_attn.";
    if (target.config().fusedQueryKeyValue()) {
      HostTensor fused = target.tensor(source + attention + "W_pack.weight");
      tensors.put(prefix + attention + "q_proj.weight", rows(fused, 0, queries));
      tensors.put(prefix + attention + "k_proj.weight", rows(fused, queries, keys));
      tensors.put(prefix + attention + "v_proj.weight", rows(fused, queries + keys, keys));
    } else {
      for (String name : List.of("q_proj.weight", "k_proj.weight", "v_proj.weight")) {
        tensors.put(prefix + attention + name, floats(target.tensor(source + attention + name)));
      }
    }
    for (String name : SHARED) {
      tensors.put(prefix + name, floats(target.tensor(source + name)));
    }
    return tensors;
  }

  /// A copy in f32.
  public static HostTensor floats(HostTensor tensor) {
    return HostTensor.of(tensor.toFloats(), tensor.shape());
  }

  private static HostTensor rows(HostTensor tensor, int first, int count) {
    long rowBytes = (long) tensor.columns() * tensor.type().bytes();
    DataType type = tensor.type();
    long[] shape = {count, tensor.columns()};
    return floats(
        new HostTensor(type, shape, tensor.data().asSlice(first * rowBytes, count * rowBytes)));
  }
}
