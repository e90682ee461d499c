package dev.trefoil.bench;

/// Told how far a long run has come.
public interface Progress {
  /// Nobody looks.
  Progress NONE = (done, total) -> {};

  /// `done` of `total` units are finished.
  void done(int done, int total);
}
