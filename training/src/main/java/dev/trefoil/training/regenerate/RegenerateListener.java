package dev.trefoil.training.regenerate;

/// Hears of a run as it goes, on the decoding thread; must return soon.
public interface RegenerateListener {
  /// Hears nothing.
  RegenerateListener SILENT = new RegenerateListener() {};

  /// One sentence about what happens, such as a damaged shard.
  default void notice(String text) {}

  /// How far the run is.
  ///
  /// @param answered questions of this run that are done with
  /// @param questions of this run
  /// @param newTokens that this run has generated
  default void progress(long answered, long questions, long newTokens) {}
}
