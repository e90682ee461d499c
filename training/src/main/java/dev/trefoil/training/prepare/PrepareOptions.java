package dev.trefoil.training.prepare;

import dev.trefoil.training.data.ContextFit.Overlong;
import dev.trefoil.training.data.DefectPolicy;
import dev.trefoil.training.data.LossScope;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is prepared, and how.
///
/// @param data files in ShareGPT form, in this order
/// @param out directory of the result
/// @param context most tokens of a conversation
/// @param system text of the system turn of conversations that have none, or null
/// @param shardTokens tokens at which a shard is full; about 5 bytes of a file each, and some 20 of
///   memory
/// @param restart forget what an earlier run left in `out`
public record PrepareOptions(
    List<Path> data,
    Path out,
    int context,
    LossScope mask,
    DefectPolicy defects,
    Overlong overlong,
    @Nullable String system,
    int shardTokens,
    boolean restart) {
  /// Tokens of a shard where nothing else is asked for.
  public static final int DEFAULT_SHARD_TOKENS = 4_000_000;

  public PrepareOptions {
    data = List.copyOf(data);
    if (data.isEmpty()) {
      throw new IllegalArgumentException("no data; give at least one file in ShareGPT form");
    }
    if (context < 2) {
      throw new IllegalArgumentException(
          "a context of %d tokens; at least 2 are needed".formatted(context));
    }
    if (shardTokens < 1 || shardTokens > 200_000_000) {
      throw new IllegalArgumentException(
          "shards of %d tokens; allowed are 1 to 200000000".formatted(shardTokens));
    }
    if (system != null && system.isBlank()) {
      throw new IllegalArgumentException("the system text is empty; leave the option out");
    }
  }
}
