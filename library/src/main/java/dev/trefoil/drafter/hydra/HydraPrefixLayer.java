package dev.trefoil.drafter.hydra;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.model.KvCache;
import dev.trefoil.model.Target;
import dev.trefoil.nn.DecoderLayer;
import dev.trefoil.nn.RmsNorm;
import dev.trefoil.nn.TensorManifest;
import dev.trefoil.nn.WeightLoader;

/// Hydra++'s decoder layer over the target's normalised hidden states, with a final norm (Ankner et
/// al. 2024, section 4: prefix attention). It has the target's query heads and rotation, but often
/// more key-value heads: these are counted from its tensors.
record HydraPrefixLayer(DecoderLayer layer, RmsNorm norm, AttentionShape shape, Target target) {

  static HydraPrefixLayer load(HydraTensors tensors, Target target) {
    WeightLoader loader = new WeightLoader(target.backend(), tensors.source());
    AttentionShape shape = shape(tensors, target.config());
    float epsilon = target.config().normEpsilon();
    return new HydraPrefixLayer(
        DecoderLayer.load(loader, HydraTensors.LAYER, shape, target.network().rotary(), epsilon),
        loader.norm(HydraTensors.PREFIX + "norm", epsilon),
        shape,
        target);
  }

  private static AttentionShape shape(HydraTensors tensors, ModelConfig config) {
    int queries = config.heads() * config.headDim();
    int keys = tensors.rows(HydraTensors.LAYER + ".self_attn.k_proj.weight", queries);
    int kvHeads = keys / config.headDim();
    boolean fits =
        kvHeads > 0 && config.heads() % kvHeads == 0 && kvHeads * config.headDim() == keys;
    return new AttentionShape(config.heads(), fits ? kvHeads : config.heads(), config.headDim());
  }

  /// Adds what the layer needs.
  static void require(TensorManifest manifest, HydraTensors tensors, ModelConfig config) {
    int inner =
        tensors.rows(HydraTensors.LAYER + ".mlp.gate_proj.weight", config.feedForwardSize());
    AttentionShape shape = shape(tensors, config);
    DecoderLayer.require(manifest, HydraTensors.LAYER, shape, config.hiddenSize(), inner);
    manifest.require(HydraTensors.PREFIX + "norm.weight", config.hiddenSize());
  }

  KvCache newCache(int capacity) {
    return new KvCache(target.backend().kvStore(1, shape, capacity));
  }

  /// Prefix embeddings of hidden states; consumes `x`: `[rows, hidden]` to `[rows, hidden]`.
  Matrix apply(Matrix x, RowLayout layout) {
    return norm.apply(layer.apply(x, 0, layout));
  }
}
