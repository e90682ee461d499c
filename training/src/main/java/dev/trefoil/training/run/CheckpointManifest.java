package dev.trefoil.training.run;

import java.util.List;

/// `state.json` of a checkpoint: the state, and size and checksum of every other file.
public record CheckpointManifest(int version, TrainState state, List<Entry> files) {
  static final int VERSION = 2;
  static final String FILE = CheckpointStore.STATE_FILE;

  public CheckpointManifest {
    files = List.copyOf(files);
  }

  /// One file of the checkpoint.
  ///
  /// @param crc32c checksum of the content, hexadecimal
  public record Entry(String name, long bytes, String crc32c) {}
}
