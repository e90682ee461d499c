package dev.trefoil.nn;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Rotary;
import dev.trefoil.compute.RowLayout;
import java.util.List;

/// One pre-norm transformer layer: attention and feed-forward, each added to the residual stream.
public record DecoderLayer(
    RmsNorm inputNorm, SelfAttention attention, RmsNorm feedForwardNorm, FeedForward feedForward) {

  /// Loads a layer of plain Llama names without biases: `prefix.input_layernorm`,
  /// `prefix.self_attn.q_proj` and so on.
  public static DecoderLayer load(
      WeightLoader loader, String prefix, AttentionShape shape, Rotary rotary, float epsilon) {
    String attention = prefix + ".self_attn";
    List<String> projections =
        List.of(attention + ".q_proj", attention + ".k_proj", attention + ".v_proj");
    return new DecoderLayer(
        loader.norm(prefix + ".input_layernorm", epsilon),
        new SelfAttention(
            shape,
            rotary,
            loader.linear(false, projections),
            loader.linear(false, attention + ".o_proj"),
            null,
            null),
        loader.norm(prefix + ".post_attention_layernorm", epsilon),
        FeedForward.load(loader, prefix + ".mlp", false));
  }

  /// Adds the tensors that [#load] reads.
  public static void require(
      TensorManifest manifest, String prefix, AttentionShape shape, int hidden, int inner) {
    String attention = prefix + ".self_attn";
    int keys = shape.kvHeads() * shape.headDim();
    manifest.require(attention + ".q_proj.weight", shape.outputColumns(), hidden);
    manifest.require(attention + ".k_proj.weight", keys, hidden);
    manifest.require(attention + ".v_proj.weight", keys, hidden);
    manifest.require(attention + ".o_proj.weight", hidden, shape.outputColumns());
    manifest.require(prefix + ".mlp.gate_proj.weight", inner, hidden);
    manifest.require(prefix + ".mlp.up_proj.weight", inner, hidden);
    manifest.require(prefix + ".mlp.down_proj.weight", hidden, inner);
    manifest.require(prefix + ".input_layernorm.weight", hidden);
    manifest.require(prefix + ".post_attention_layernorm.weight", hidden);
  }

  /// Residual stream in, residual stream out, `[rows, hidden]`; consumes `x`. Scratch rows are
  /// released.
  public Matrix apply(Matrix x, int layer, RowLayout layout) {
    Backend backend = inputNorm.backend();
    long mark = backend.mark();
    Matrix attended = backend.add(x, attention.apply(inputNorm.apply(x), layer, layout));
    Matrix result = backend.add(attended, feedForward.apply(feedForwardNorm.apply(attended)));
    backend.release(mark);
    return result;
  }
}
