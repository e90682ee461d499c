package dev.trefoil.drafter.medusa;

import dev.trefoil.compute.TensorSource;
import dev.trefoil.nn.PrefixedTensors;
import dev.trefoil.nn.TensorManifest;
import dev.trefoil.nn.WeightMismatchException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Which heads a checkpoint holds, told from the names of its tensors: `{head}.{block}.linear` and
/// behind the last block `{head}.{blocks}.weight`, the head's own output; heads without one share
/// the target's.
///
/// The config beside published heads states a wrong count and is not asked.
///
/// @param source named as above
/// @param heads how many there are
/// @param blocks residual blocks of each
/// @param ownOutputs whether the heads have outputs of their own
record MedusaTensors(TensorSource source, int heads, int blocks, boolean ownOutputs) {
  private static final Pattern OURS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(.+)");

  /// Names may begin with `module.`, `medusa_head.` (heads merged with their target) or both.
  static MedusaTensors of(TensorSource checkpoint) {
    TensorSource source = PrefixedTensors.within(checkpoint, "module.", "medusa_head.");
    int heads = 0;
    int blocks = 0;
    boolean ownOutputs = false;
    for (String name : source.names()) {
      Matcher parts = OURS.matcher(name);
      if (parts.matches()) {
        heads = Math.max(heads, 1 + Integer.parseInt(parts.group(1)));
        if (parts.group(3).equals("linear.weight")) {
          blocks = Math.max(blocks, 1 + Integer.parseInt(parts.group(2)));
        }
        ownOutputs |= parts.group(3).equals("weight");
      }
    }
    if (heads == 0 || blocks == 0) {
      throw new WeightMismatchException(
          "%s holds no Medusa heads: there is no tensor 0.0.linear.weight, with or without medusa_head. before it"
              .formatted(checkpoint.description()));
    }
    return new MedusaTensors(source, heads, blocks, ownOutputs);
  }

  /// The linear layers of a head's blocks, in order.
  List<String> blocksOf(int head) {
    return blocksOf(head, blocks);
  }

  private static List<String> blocksOf(int head, int blocks) {
    return IntStream.range(0, blocks).mapToObj(block -> head + "." + block + ".linear").toList();
  }

  String output(int head) {
    return head + "." + blocks;
  }

  /// Throws [WeightMismatchException] that lists all that is missing, misshapen or unknown.
  void check(int hiddenSize, int vocabularySize) {
    manifest(heads, blocks, ownOutputs, hiddenSize, vocabularySize)
        .check(source, name -> OURS.matcher(name).matches());
  }

  /// What such heads must hold.
  static TensorManifest manifest(
      int heads, int blocks, boolean ownOutputs, int hiddenSize, int vocabularySize) {
    TensorManifest manifest = new TensorManifest();
    for (int head = 0; head < heads; head++) {
      for (String block : blocksOf(head, blocks)) {
        manifest.require(block + ".weight", hiddenSize, hiddenSize);
        manifest.require(block + ".bias", hiddenSize);
      }
      if (ownOutputs) {
        manifest.require(head + "." + blocks + ".weight", vocabularySize, hiddenSize);
      }
    }
    return manifest;
  }
}
