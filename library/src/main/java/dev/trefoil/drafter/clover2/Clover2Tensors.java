package dev.trefoil.drafter.clover2;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.nn.DecoderLayer;
import dev.trefoil.nn.PrefixedTensors;
import dev.trefoil.nn.TensorManifest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names and shapes of the tensors of a Clover-2 checkpoint, whatever they are called in the file.
///
/// A leading `module.` goes; `layer.` and `layer2.` of early checkpoints are `layers.0.` and
/// `layers.1.`.
public final class Clover2Tensors implements TensorSource {
  private static final Set<String> FROZEN =
      Set.of("lm_head.weight", "clover_embed_tokens.weight", "embed_tokens.weight");

  private final TensorSource source;
  private final Map<String, String> stored = new LinkedHashMap<>(); // by present name

  public Clover2Tensors(TensorSource file) {
    this.source = PrefixedTensors.within(file, "module.");
    for (String name : source.names()) {
      String present =
          name.startsWith("layer.")
              ? "layers.0." + name.substring("layer.".length())
              : name.startsWith("layer2.")
                  ? "layers.1." + name.substring("layer2.".length())
                  : name;
      stored.put(present, name);
    }
  }

  /// Refuses weights that are not exactly those of a draft, apart from the frozen copies.
  static void check(ModelConfig config, int layers, TensorSource source) {
    manifest(config, layers).check(source, name -> !FROZEN.contains(name));
  }

  /// What a checkpoint must hold.
  public static TensorManifest manifest(ModelConfig config, int layers) {
    TensorManifest manifest = new TensorManifest();
    int hidden = config.hiddenSize();
    AttentionShape shape = shape(config);
    decoder(manifest, "clover_head_mlp_rnn", hidden);
    for (int layer = 0; layer < layers; layer++) {
      DecoderLayer.require(manifest, "layers." + layer, shape, hidden, config.feedForwardSize());
    }
    manifest.require("clover_norm.weight", hidden);
    linear(manifest, "clover_head_mlp", hidden, hidden);
    decoder(manifest, "clover_head_mlp_rnn2", hidden);
    linear(manifest, "clover_head_mlp2", hidden, 2 * hidden);
    manifest.require("clover_head_norm.weight", hidden);
    return manifest;
  }

  static AttentionShape shape(ModelConfig config) {
    return new AttentionShape(config.heads(), config.kvHeads(), config.headDim());
  }

  private static void decoder(TensorManifest manifest, String prefix, int hidden) {
    manifest.require(prefix + ".input_layernorm.weight", hidden);
    linear(manifest, prefix + ".q", hidden, hidden);
    linear(manifest, prefix + ".k", hidden, hidden);
    linear(manifest, prefix + ".v", hidden, hidden);
  }

  private static void linear(TensorManifest manifest, String prefix, int out, int in) {
    manifest.require(prefix + ".weight", out, in);
    manifest.require(prefix + ".bias", out);
  }

  @Override
  public @Nullable HostTensor find(String name) {
    String in = stored.get(name);
    return in == null ? null : source.find(in);
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(stored.keySet());
  }

  @Override
  public String description() {
    return source.description();
  }
}
