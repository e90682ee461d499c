package dev.trefoil.training.features;

/// Hears of a run as it goes, on its thread; must return soon.
public interface FeatureListener {
  /// Hears nothing.
  FeatureListener SILENT = new FeatureListener() {};

  /// One sentence about what happens: the size before the start, a damaged shard.
  default void notice(String text) {}

  /// So many tokens are done with.
  default void progress(long done, long total) {}
}
