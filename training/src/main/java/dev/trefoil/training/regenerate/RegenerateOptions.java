package dev.trefoil.training.regenerate;

import dev.trefoil.decoding.sampling.SamplingOptions;
import java.nio.file.Path;
import java.util.List;

/// Which questions are answered again, and how.
///
/// @param data files in ShareGPT form, in this order
/// @param out directory of the result
/// @param maxNewTokens of an answer
/// @param limit most conversations; a later run with a higher one goes on
/// @param shardConversations conversations of a shard: what a killed run may lose; of many, few
///   wait for the longest answer
/// @param sampling how tokens are chosen; every answer has a seed of its own
/// @param restart forget what an earlier run left in `out`
public record RegenerateOptions(
    List<Path> data,
    Path out,
    int maxNewTokens,
    long limit,
    int shardConversations,
    SamplingOptions sampling,
    boolean restart) {
  /// Conversations of a shard where nothing else is asked for.
  public static final int DEFAULT_SHARD_CONVERSATIONS = 256;

  public RegenerateOptions {
    data = List.copyOf(data);
    if (data.isEmpty()) {
      throw new IllegalArgumentException("no data; give at least one file in ShareGPT form");
    }
    if (maxNewTokens < 1) {
      throw new IllegalArgumentException(
          "answers of %d tokens; at least 1 is needed".formatted(maxNewTokens));
    }
    if (limit < 1) {
      throw new IllegalArgumentException(
          "a limit of %d conversations; at least 1 is needed".formatted(limit));
    }
    if (shardConversations < 1 || shardConversations > 1_000_000) {
      throw new IllegalArgumentException(
          "shards of %d conversations; allowed are 1 to 1000000".formatted(shardConversations));
    }
  }
}
