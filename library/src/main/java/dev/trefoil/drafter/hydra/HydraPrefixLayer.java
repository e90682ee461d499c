package dev.trefoil.drafter.hydra;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.model.KvCache;
import dev.trefoil.model.Target;
import dev.trefoil.nn.DecoderLayer;
import dev.trefoil.nn.FeedForward;
import dev.trefoil.nn.RmsNorm;
import dev.trefoil.nn.SelfAttention;
import dev.trefoil.nn.TensorManifest;
import dev.trefoil.nn.WeightLoader;
import java.util.List;

/// Hydra++'s decoder layer over the target's normalised hidden states, with a final norm (Ankner et
/// al. 2024, section 4: prefix attention). It has the target's query heads and rotation, but often
/// more key-value heads: these are counted from its tensors.
record HydraPrefixLayer(DecoderLayer layer, RmsNorm norm, AttentionShape shape, Target target) {
  private static final String ATTENTION = HydraTensors.LAYER + ".self_attn";
  private static final String FEED_FORWARD = HydraTensors.LAYER + ".mlp";

  static HydraPrefixLayer load(HydraTensors tensors, Target target) {
    ModelConfig config = target.config();
    WeightLoader loader = new WeightLoader(target.backend(), tensors.source());
    float epsilon = config.normEpsilon();
    AttentionShape shape = shape(tensors, config);
    SelfAttention attention =
        new SelfAttention(
            shape,
            target.network().rotary(),
            loader.linear(
                tensors.has(ATTENTION + ".q_proj.bias"),
                List.of(ATTENTION + ".q_proj", ATTENTION + ".k_proj", ATTENTION + ".v_proj")),
            loader.linear(tensors.has(ATTENTION + ".o_proj.bias"), ATTENTION + ".o_proj"),
            null,
            null);
    DecoderLayer layer =
        new DecoderLayer(
            loader.norm(HydraTensors.LAYER + ".input_layernorm", epsilon),
            attention,
            loader.norm(HydraTensors.LAYER + ".post_attention_layernorm", epsilon),
            FeedForward.load(loader, FEED_FORWARD, tensors.has(FEED_FORWARD + ".down_proj.bias")));
    return new HydraPrefixLayer(
        layer, loader.norm(HydraTensors.PREFIX + "norm", epsilon), shape, target);
  }

  private static AttentionShape shape(HydraTensors tensors, ModelConfig config) {
    int queries = config.heads() * config.headDim();
    int keys = tensors.rows(ATTENTION + ".k_proj.weight", queries);
    int kvHeads = keys / config.headDim();
    boolean fits =
        kvHeads > 0 && config.heads() % kvHeads == 0 && kvHeads * config.headDim() == keys;
    return new AttentionShape(config.heads(), fits ? kvHeads : config.heads(), config.headDim());
  }

  /// Adds what the layer needs.
  static void require(TensorManifest manifest, HydraTensors tensors, ModelConfig config) {
    int hidden = config.hiddenSize();
    AttentionShape shape = shape(tensors, config);
    int queries = shape.outputColumns();
    int keys = shape.kvHeads() * shape.headDim();
    boolean bias = tensors.has(ATTENTION + ".q_proj.bias");
    HydraTensors.linear(manifest, ATTENTION + ".q_proj", bias, queries, hidden);
    HydraTensors.linear(manifest, ATTENTION + ".k_proj", bias, keys, hidden);
    HydraTensors.linear(manifest, ATTENTION + ".v_proj", bias, keys, hidden);
    boolean outputBias = tensors.has(ATTENTION + ".o_proj.bias");
    HydraTensors.linear(manifest, ATTENTION + ".o_proj", outputBias, hidden, queries);
    int inner = tensors.rows(FEED_FORWARD + ".gate_proj.weight", config.feedForwardSize());
    boolean innerBias = tensors.has(FEED_FORWARD + ".down_proj.bias");
    HydraTensors.linear(manifest, FEED_FORWARD + ".gate_proj", innerBias, inner, hidden);
    HydraTensors.linear(manifest, FEED_FORWARD + ".up_proj", innerBias, inner, hidden);
    HydraTensors.linear(manifest, FEED_FORWARD + ".down_proj", innerBias, hidden, inner);
    manifest.require(HydraTensors.LAYER + ".input_layernorm.weight", hidden);
    manifest.require(HydraTensors.LAYER + ".post_attention_layernorm.weight", hidden);
    manifest.require(HydraTensors.PREFIX + "norm.weight", hidden);
  }

  KvCache newCache(int capacity) {
    return new KvCache(target.backend().kvStore(1, shape, capacity));
  }

  /// Prefix embeddings of hidden states; consumes `x`: `[rows, hidden]` to `[rows, hidden]`.
  Matrix apply(Matrix x, RowLayout layout) {
    return norm.apply(layer.apply(x, 0, layout));
  }
}
