package dev.trefoil.training.lm;

import dev.trefoil.checkpoint.ModelConfig;
import java.util.List;

/// The size of a Llama to train.
///
/// @param hidden columns of the residual stream, a multiple of `heads`
/// @param heads query heads, a multiple of `kvHeads`
/// @param feedForward columns inside the feed-forward block
/// @param tied the output head is the embedding table
public record LmShape(
    int hidden, int layers, int heads, int kvHeads, int feedForward, boolean tied) {
  public LmShape {
    if (hidden <= 0 || layers <= 0 || heads <= 0 || kvHeads <= 0 || feedForward <= 0) {
      throw new IllegalArgumentException(
          "--hidden %d --layers %d --heads %d --kv-heads %d --ffn %d: all must be positive"
              .formatted(hidden, layers, heads, kvHeads, feedForward));
    }
    if (hidden % heads != 0 || hidden / heads % 2 != 0) {
      throw new IllegalArgumentException(
          "--hidden %d must be an even multiple of --heads %d".formatted(hidden, heads));
    }
    if (heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "--heads %d must be a multiple of --kv-heads %d".formatted(heads, kvHeads));
    }
  }

  /// The config of a checkpoint of this shape.
  public ModelConfig config(int vocabulary, int context, List<Integer> endTokens) {
    return ModelConfig.llama(
        hidden, layers, heads, kvHeads, feedForward, vocabulary, context, tied, endTokens);
  }
}
