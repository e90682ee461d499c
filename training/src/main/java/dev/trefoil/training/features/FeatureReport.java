package dev.trefoil.training.features;

import java.util.List;

/// What a directory of features holds, and what this run took.
///
/// @param tensors names of the hidden states
/// @param keptShards shards that an earlier run had finished
/// @param runTokens tokens that this run computed
/// @param runSeconds its time, loading aside
public record FeatureReport(
    String out,
    List<String> tensors,
    String store,
    int hidden,
    long conversations,
    long tokens,
    int shards,
    int keptShards,
    long bytes,
    long runTokens,
    double runSeconds,
    double runTokensPerSecond) {
  public FeatureReport {
    tensors = List.copyOf(tensors);
  }
}
