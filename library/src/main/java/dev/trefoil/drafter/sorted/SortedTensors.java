package dev.trefoil.drafter.sorted;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.model.LlamaTensors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which tensors the checkpoint of a sorted draft may hold: those of its config, and what is left
/// over in files that were cut from a larger model or written by others.
final class SortedTensors {
  private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d{1,6})\\..+");

  private SortedTensors() {}

  /// Throws [dev.trefoil.nn.WeightMismatchException] that lists all that is missing, misshapen or
  /// unknown.
  static void check(ModelConfig config, TensorSource source) {
    LlamaTensors.manifest(config).check(source, name -> !isLeftOver(name, config));
  }

  /// Deeper layers than the config has: a draft may be the target's checkpoint with a smaller
  /// number of layers in its config, as SoFT training begins. Tables of rotations that old files
  /// repeat. A head beside embeddings that are tied to it.
  private static boolean isLeftOver(String name, ModelConfig config) {
    Matcher layer = LAYER.matcher(name);
    return (layer.matches() && Integer.parseInt(layer.group(1)) >= config.layers())
        || name.endsWith("rotary_emb.inv_freq")
        || (config.tiedEmbeddings() && name.equals("lm_head.weight"));
  }
}
