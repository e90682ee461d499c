package dev.trefoil.drafter.eagle;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.Rotary;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.nn.Linear;
import dev.trefoil.nn.SelfAttention;
import dev.trefoil.nn.TensorManifest;
import dev.trefoil.nn.WeightLoader;
import java.util.List;
import java.util.Set;

/// Names and shapes of the published checkpoints.
final class EagleTensors {
  static final String EMBEDDING = "embed_tokens";
  static final String FUSION = "fc";
  static final String FIRST_LAYER = "layers.0";
  static final String HEAD = "lm_head";
  static final String FINAL_NORM = "norm";
  static final String TO_TARGET = "d2t";

  static final String MIDDLE_LAYER = "midlayer";

  /// What published files hold beside a network, or for a network that does without it.
  private static final Set<String> IGNORED =
      Set.of("t2d", TO_TARGET, HEAD + ".weight", EMBEDDING + ".weight");

  private EagleTensors() {}

  /// Whether a tensor that a network does not want says that the file is none of its drafts.
  static boolean isUnknown(String name) {
    return !IGNORED.contains(name) && !name.endsWith("rotary_emb.inv_freq");
  }

  /// Everything that a checkpoint of EAGLE-1 or -2 must hold.
  static TensorManifest eagle1(EagleDraftConfig config, TensorSource source) {
    return eagle1(config, hasEmbedding(source));
  }

  static TensorManifest eagle1(EagleDraftConfig config, boolean ownEmbedding) {
    int hidden = config.layer().hiddenSize();
    TensorManifest manifest = new TensorManifest();
    embedding(manifest, config, ownEmbedding);
    manifest.require(FUSION + ".weight", hidden, 2L * hidden);
    if (config.fusionBias()) {
      manifest.require(FUSION + ".bias", hidden);
    }
    layer(manifest, config, FIRST_LAYER, hidden);
    return manifest;
  }

  /// Everything that a checkpoint of EAGLE-3 must hold.
  static TensorManifest eagle3(EagleDraftConfig config, TensorSource source) {
    return eagle3(config, eagle3Layer(source), hasEmbedding(source));
  }

  static TensorManifest eagle3(EagleDraftConfig config, String layer, boolean ownEmbedding) {
    int hidden = config.layer().hiddenSize();
    TensorManifest manifest = new TensorManifest();
    embedding(manifest, config, ownEmbedding);
    manifest.require(FUSION + ".weight", hidden, 3L * config.targetWidth());
    layer(manifest, config, layer, 2 * hidden);
    manifest.require(layer + ".hidden_norm.weight", hidden);
    manifest.require(layer + ".input_layernorm.weight", hidden);
    manifest.require(FINAL_NORM + ".weight", hidden);
    manifest.require(HEAD + ".weight", config.draftVocabulary(), hidden);
    return manifest;
  }

  /// The published name of EAGLE-3's layer, or that of later training tools.
  static String eagle3Layer(TensorSource source) {
    return source.find(FIRST_LAYER + ".hidden_norm.weight") != null ? FIRST_LAYER : MIDDLE_LAYER;
  }

  /// Whether the draft brings a table of its own instead of sharing the target's.
  static boolean hasEmbedding(TensorSource source) {
    return source.find(EMBEDDING + ".weight") != null;
  }

  private static void embedding(
      TensorManifest manifest, EagleDraftConfig config, boolean ownEmbedding) {
    if (ownEmbedding) {
      ModelConfig layer = config.layer();
      manifest.require(EMBEDDING + ".weight", layer.vocabularySize(), layer.hiddenSize());
    }
  }

  private static void layer(
      TensorManifest manifest, EagleDraftConfig config, String prefix, int inputWidth) {
    ModelConfig layer = config.layer();
    int hidden = layer.hiddenSize();
    int queries = layer.heads() * layer.headDim();
    int keys = layer.kvHeads() * layer.headDim();
    projection(manifest, config, prefix + ".self_attn.q_proj", queries, inputWidth);
    projection(manifest, config, prefix + ".self_attn.k_proj", keys, inputWidth);
    projection(manifest, config, prefix + ".self_attn.v_proj", keys, inputWidth);
    manifest.require(prefix + ".self_attn.o_proj.weight", hidden, queries);
    manifest.require(prefix + ".mlp.gate_proj.weight", layer.feedForwardSize(), hidden);
    manifest.require(prefix + ".mlp.up_proj.weight", layer.feedForwardSize(), hidden);
    manifest.require(prefix + ".mlp.down_proj.weight", hidden, layer.feedForwardSize());
    manifest.require(prefix + ".post_attention_layernorm.weight", hidden);
  }

  private static void projection(
      TensorManifest manifest, EagleDraftConfig config, String prefix, int out, int in) {
    manifest.require(prefix + ".weight", out, in);
    if (config.queryKeyValueBias()) {
      manifest.require(prefix + ".bias", out);
    }
  }

  /// The attention of a draft's layer.
  static SelfAttention attention(
      WeightLoader loader, EagleDraftConfig config, String prefix, Rotary rotary) {
    ModelConfig layer = config.layer();
    String attention = prefix + ".self_attn";
    Linear queryKeyValue =
        loader.linear(
            config.queryKeyValueBias(),
            List.of(attention + ".q_proj", attention + ".k_proj", attention + ".v_proj"));
    return new SelfAttention(
        new AttentionShape(layer.heads(), layer.kvHeads(), layer.headDim()),
        rotary,
        queryKeyValue,
        loader.linear(false, attention + ".o_proj"),
        null,
        null);
  }
}
