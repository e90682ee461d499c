package dev.trefoil.training.run;

import java.nio.file.Path;

/// Hears of a run as it goes. Called on the training thread; must return soon.
public interface TrainingListener {
  /// Hears nothing.
  TrainingListener SILENT = new TrainingListener() {};

  /// One sentence about what happens: data read, a checkpoint found damaged.
  default void notice(String text) {}

  /// A training step or a validation is done.
  default void logged(LogLine line, RatePlan plan) {}

  /// A checkpoint is on the disk.
  default void saved(Path checkpoint) {}
}
