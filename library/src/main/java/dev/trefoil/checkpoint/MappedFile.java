package dev.trefoil.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Whole files as read-only memory.
final class MappedFile {
  private MappedFile() {}

  /// Maps the file; the segment lives as long as `arena`, whoever made that closes it.
  static MemorySegment map(Path file, Arena arena) {
    if (Files.isDirectory(file)) {
      throw new CheckpointException(file + ": is a directory; give a tensor file");
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (IOException e) {
      throw new CheckpointException(file + ": cannot be read: " + Printable.reason(e), e);
    }
  }
}
