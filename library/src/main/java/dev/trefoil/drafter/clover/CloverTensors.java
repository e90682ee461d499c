package dev.trefoil.drafter.clover;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.nn.DecoderLayer;
import dev.trefoil.nn.TensorManifest;
import java.util.Set;

/// Names and shapes of the tensors of a Clover checkpoint. Nothing was published, so they are
/// Clover-2's where the parts are the same.
public final class CloverTensors {
  static final String BLOCK = "layers.0";
  static final String NORM = "clover_norm";
  static final String CELL = "clover_head_mlp_rnn";

  private static final Set<String> FROZEN = Set.of("lm_head.weight", "clover_embed_tokens.weight");

  private CloverTensors() {}

  /// The residual block of a head.
  static String head(int head) {
    return "clover_head_mlp." + head;
  }

  /// Refuses weights that are not exactly those of a draft, apart from the frozen copies.
  static void check(CloverShape shape, TensorSource source) {
    manifest(shape).check(source, name -> !FROZEN.contains(name));
  }

  /// What a checkpoint must hold.
  public static TensorManifest manifest(CloverShape shape) {
    TensorManifest manifest = new TensorManifest();
    ModelConfig config = shape.block();
    int hidden = config.hiddenSize();
    DecoderLayer.require(manifest, BLOCK, attention(config), hidden, config.feedForwardSize());
    manifest.require(NORM + ".weight", hidden);
    manifest.require(CELL + ".input_layernorm.weight", hidden);
    manifest.require(CELL + ".q.weight", hidden, hidden);
    manifest.require(CELL + ".k.weight", hidden, hidden);
    manifest.require(CELL + ".v.weight", hidden, hidden);
    for (int head = 0; head < shape.heads(); head++) {
      manifest.require(head(head) + ".weight", hidden, hidden);
      manifest.require(head(head) + ".bias", hidden);
    }
    return manifest;
  }

  static AttentionShape attention(ModelConfig config) {
    return new AttentionShape(config.heads(), config.kvHeads(), config.headDim());
  }
}
