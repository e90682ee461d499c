package dev.trefoil.model;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.nn.TensorManifest;

/// Names and shapes of the tensors of a Llama-family checkpoint.
public final class LlamaTensors {
  static final String EMBEDDING = "model.embed_tokens";

  /// Prefix of the norm before the head.
  public static final String FINAL_NORM = "model.norm";

  static final String HEAD = "lm_head";

  private LlamaTensors() {}

  /// Name of the rows of the output head: the embedding table's where both are one.
  public static String outputRows(ModelConfig config) {
    return (config.tiedEmbeddings() ? EMBEDDING : HEAD) + ".weight";
  }

  static String layer(int layer) {
    return "model.layers." + layer;
  }

  /// Everything that a checkpoint of this config must hold.
  public static TensorManifest manifest(ModelConfig config) {
    TensorManifest manifest = new TensorManifest();
    manifest.require(EMBEDDING + ".weight", config.vocabularySize(), config.hiddenSize());
    for (int layer = 0; layer < config.layers(); layer++) {
      attention(manifest, config, layer(layer) + ".self_attn");
      feedForward(manifest, config, layer(layer) + ".mlp");
      manifest.require(layer(layer) + ".input_layernorm.weight", config.hiddenSize());
      manifest.require(layer(layer) + ".post_attention_layernorm.weight", config.hiddenSize());
    }
    manifest.require(FINAL_NORM + ".weight", config.hiddenSize());
    if (!config.tiedEmbeddings()) {
      manifest.require(HEAD + ".weight", config.vocabularySize(), config.hiddenSize());
    }
    return manifest;
  }

  private static void attention(TensorManifest manifest, ModelConfig config, String prefix) {
    int hidden = config.hiddenSize();
    int queries = config.heads() * config.headDim();
    int keys = config.kvHeads() * config.headDim();
    if (config.fusedQueryKeyValue()) {
      linear(manifest, prefix + ".W_pack", queries + 2 * keys, hidden, config.queryKeyValueBias());
    } else {
      linear(manifest, prefix + ".q_proj", queries, hidden, config.queryKeyValueBias());
      linear(manifest, prefix + ".k_proj", keys, hidden, config.queryKeyValueBias());
      linear(manifest, prefix + ".v_proj", keys, hidden, config.queryKeyValueBias());
    }
    linear(manifest, prefix + ".o_proj", hidden, queries, config.outputBias());
    if (config.headNorm()) {
      manifest.require(prefix + ".q_norm.weight", config.headDim());
      manifest.require(prefix + ".k_norm.weight", config.headDim());
    }
  }

  private static void feedForward(TensorManifest manifest, ModelConfig config, String prefix) {
    boolean bias = config.feedForwardBias();
    linear(manifest, prefix + ".gate_proj", config.feedForwardSize(), config.hiddenSize(), bias);
    linear(manifest, prefix + ".up_proj", config.feedForwardSize(), config.hiddenSize(), bias);
    linear(manifest, prefix + ".down_proj", config.hiddenSize(), config.feedForwardSize(), bias);
  }

  private static void linear(
      TensorManifest manifest, String prefix, int out, int in, boolean bias) {
    manifest.require(prefix + ".weight", out, in);
    if (bias) {
      manifest.require(prefix + ".bias", out);
    }
  }
}
