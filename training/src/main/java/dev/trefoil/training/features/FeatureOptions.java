package dev.trefoil.training.features;

import dev.trefoil.compute.DataType;
import java.nio.file.Path;

/// What is written, and how.
///
/// @param data directory that `trefoil data prepare` made
/// @param out directory of the result
/// @param store element type: BF16 or F32
/// @param shardBytes size at which a shard is full; as much memory is needed
/// @param restart forget what an earlier run left in `out`
public record FeatureOptions(
    Path data, Path out, FeatureLayers layers, DataType store, long shardBytes, boolean restart) {
  /// Size of a shard where nothing else is asked for.
  public static final long DEFAULT_SHARD_BYTES = 256_000_000;

  public FeatureOptions {
    if (store != DataType.BF16 && store != DataType.F32) {
      throw new IllegalArgumentException(
          "features cannot be stored as %s; allowed are bf16 and f32".formatted(store));
    }
    if (shardBytes < 1 || shardBytes > 100_000_000_000L) {
      throw new IllegalArgumentException(
          "shards of %d bytes; allowed are 1 to 100000000000".formatted(shardBytes));
    }
  }

  /// Bytes of a token, its id and mark among them.
  long bytesPerToken(int hidden) {
    return (long) layers.tensorNames().size() * hidden * store.bytes() + 5;
  }
}
