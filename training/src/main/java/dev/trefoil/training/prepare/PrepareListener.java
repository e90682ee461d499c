package dev.trefoil.training.prepare;

/// Hears of a preparation as it goes, on its thread; must return soon.
public interface PrepareListener {
  /// Hears nothing.
  PrepareListener SILENT = new PrepareListener() {};

  /// One sentence about what happens, such as a damaged shard.
  default void notice(String text) {}

  /// So much of the files has been read.
  default void bytesRead(long done, long total) {}
}
