package dev.trefoil.drafter.hydra;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.nn.PrefixedTensors;
import dev.trefoil.nn.TensorManifest;
import dev.trefoil.nn.WeightMismatchException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which heads a checkpoint holds, told from the names of its tensors.
///
/// Dropout modules of the training shift the numbers of the blocks: `hydra_mlp.0.{1,3,5,7}` with
/// it, `hydra_mlp.0.{0,1,...}` without.
///
/// @param source named as published
/// @param heads how many there are
/// @param blocks module numbers of each head's blocks; the first one has the connection to the
///   head's input
/// @param outputSuffix what stands behind `hydra_lm_head.0`: `.1` with dropout, else nothing
/// @param ownOutputs whether the heads have outputs of their own
/// @param outputBias whether these have biases
/// @param ownEmbedding whether there is a copy of the target's embedding table
/// @param prefixLayer whether there is a decoder layer before the heads (Hydra++)
record HydraTensors(
    TensorSource source,
    int heads,
    List<Integer> blocks,
    String outputSuffix,
    boolean ownOutputs,
    boolean outputBias,
    boolean ownEmbedding,
    boolean prefixLayer) {
  static final String EMBEDDING = "input_embed_fn";
  static final String PREFIX = "prefix_embeding_layer."; // published with this spelling
  static final String LAYER = PREFIX + "layers.0";

  private static final Pattern BLOCK =
      Pattern.compile("hydra_mlp\\.(\\d{1,6})\\.(\\d{1,6})\\.linear\\.weight");
  private static final Pattern OUTPUT =
      Pattern.compile("hydra_lm_head\\.\\d{1,6}(\\.\\d)?\\.(weight|bias)");

  /// In published files, but of no use: a second embedding table, and a table of the rotation.
  private static final Pattern UNUSED =
      Pattern.compile("prefix_embeding_layer\\.embed_tokens\\.weight|.*\\.rotary_emb\\.inv_freq");

  private static final List<String> OURS =
      List.of("hydra_mlp.", "hydra_lm_head.", EMBEDDING + ".", PREFIX);

  /// Names may begin with `module.`, `hydra_head.` or both.
  static HydraTensors of(TensorSource checkpoint) {
    TensorSource source = PrefixedTensors.within(checkpoint, "module.", "hydra_head.");
    int heads = 0;
    TreeSet<Integer> blocks = new TreeSet<>();
    String suffix = "";
    boolean ownOutputs = false;
    boolean bias = false;
    for (String name : source.names()) {
      Matcher block = BLOCK.matcher(name);
      if (block.matches()) {
        heads = Math.max(heads, 1 + Integer.parseInt(block.group(1)));
        blocks.add(Integer.parseInt(block.group(2)));
      }
      Matcher output = OUTPUT.matcher(name);
      if (output.matches()) {
        ownOutputs = true;
        suffix = output.group(1) == null ? "" : output.group(1);
        bias |= output.group(2).equals("bias");
      }
    }
    if (heads == 0) {
      throw new WeightMismatchException(
          "%s holds no Hydra heads: there is no tensor hydra_mlp.0.0.linear.weight or hydra_mlp.0.1.linear.weight; the architectures mlp and prefix-mlp are supported"
              .formatted(checkpoint.description()));
    }
    boolean prefixLayer = source.names().stream().anyMatch(name -> name.startsWith(PREFIX));
    boolean embedding = source.find(EMBEDDING + ".weight") != null;
    return new HydraTensors(
        source, heads, List.copyOf(blocks), suffix, ownOutputs, bias, embedding, prefixLayer);
  }

  /// As the authors publish them, before there are weights; the prefix layer has as many key-value
  /// heads as query heads.
  static HydraTensors published(int heads, boolean prefixLayer) {
    List<Integer> blocks = prefixLayer ? List.of(1, 3, 5, 7) : List.of(0);
    TensorSource none = new NoTensors();
    return new HydraTensors(
        none, heads, blocks, prefixLayer ? ".1" : "", true, true, true, prefixLayer);
  }

  private record NoTensors() implements TensorSource {
    @Override
    public @Nullable HostTensor find(String name) {
      return null;
    }

    @Override
    public Set<String> names() {
      return Set.of();
    }

    @Override
    public String description() {
      return "no weights";
    }
  }

  String block(int head, int module) {
    return "hydra_mlp." + head + "." + module;
  }

  String output(int head) {
    return "hydra_lm_head." + head + outputSuffix;
  }

  /// First extent of a tensor, or a fallback that its check will then ask for.
  int rows(String name, int fallback) {
    HostTensor tensor = source.find(name);
    return tensor == null ? fallback : tensor.rows();
  }

  /// Throws [WeightMismatchException] that lists all that is missing, misshapen or unknown.
  void check(ModelConfig target) {
    manifest(target).check(source, HydraTensors::isOurs);
  }

  /// What such heads must hold.
  TensorManifest manifest(ModelConfig target) {
    int hidden = target.hiddenSize();
    TensorManifest manifest = new TensorManifest();
    if (ownEmbedding) {
      manifest.require(EMBEDDING + ".weight", target.vocabularySize(), hidden);
    }
    if (prefixLayer) {
      HydraPrefixLayer.require(manifest, this, target);
    }
    for (int head = 0; head < heads; head++) {
      for (int i = 0; i < blocks.size(); i++) {
        String block = block(head, blocks.get(i));
        int inputs = i == 0 ? (head + 2) * hidden : hidden;
        linear(manifest, block + ".linear", true, hidden, inputs);
        if (i == 0) {
          linear(manifest, block + ".res_connection", true, hidden, inputs);
        }
      }
      if (ownOutputs) {
        linear(manifest, output(head), outputBias, target.vocabularySize(), hidden);
      }
    }
    return manifest;
  }

  private static void linear(
      TensorManifest manifest, String prefix, boolean bias, int out, int in) {
    manifest.require(prefix + ".weight", out, in);
    if (bias) {
      manifest.require(prefix + ".bias", out);
    }
  }

  private static boolean isOurs(String name) {
    return OURS.stream().anyMatch(name::startsWith) && !UNUSED.matcher(name).matches();
  }
}
