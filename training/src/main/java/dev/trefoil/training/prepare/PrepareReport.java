package dev.trefoil.training.prepare;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a prepared directory holds and what was wrong with its data.
///
/// @param mask the loss mask's name
/// @param conversations that are in it
/// @param dropped conversations that are not, by reason
/// @param mended what was mended in others, by what was done
/// @param keptShards shards that an earlier run had finished
/// @param seconds of this run
public record PrepareReport(
    String out,
    String mask,
    long conversations,
    long tokens,
    long trainedTokens,
    Map<String, Long> dropped,
    Map<String, Long> mended,
    int shards,
    int keptShards,
    long bytes,
    String fingerprint,
    double seconds) {
  public PrepareReport {
    dropped = Collections.unmodifiableMap(new LinkedHashMap<>(dropped));
    mended = Collections.unmodifiableMap(new LinkedHashMap<>(mended));
  }
}
