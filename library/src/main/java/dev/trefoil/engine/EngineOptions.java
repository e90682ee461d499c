package dev.trefoil.engine;

import dev.trefoil.compute.Precision;
import org.jspecify.annotations.Nullable;

/// How to load a model.
///
/// @param precision arithmetic of the linear products
/// @param threads threads of an operation; 0 for all cores
/// @param maxBatch sequences decoded together; more requests wait
/// @param stepCostCache where measured step costs are kept; null measures them for each loaded
///   model that is asked for them
public record EngineOptions(
    Precision precision, int threads, int maxBatch, @Nullable StepCostCache stepCostCache) {
  /// bf16, all cores, eight sequences at a time.
  public static final EngineOptions DEFAULT = new EngineOptions(Precision.BF16, 0, 8);

  public EngineOptions {
    if (threads < 0 || threads > 1024) {
      throw new IllegalArgumentException(
          threads + " threads; allowed are 1 to 1024, or 0 for all cores");
    }
    if (maxBatch < 1) {
      throw new IllegalArgumentException("a batch of " + maxBatch + "; at least 1 is needed");
    }
  }

  /// Without a cache of step costs.
  public EngineOptions(Precision precision, int threads, int maxBatch) {
    this(precision, threads, maxBatch, null);
  }
}
