package dev.trefoil.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// A file that is replaced as a whole: temporary file in the same directory, forced to the disk,
/// renamed over the old one, directory forced. Whenever the process dies, the old or the new file
/// is there, complete.
public final class AtomicFile {
  /// Writes the whole content; may go back and correct what it wrote.
  @FunctionalInterface
  public interface Content {
    void writeTo(SeekableByteChannel channel) throws IOException;
  }

  private AtomicFile() {}

  /// Writes or replaces `file`; its directory must exist. Failures are [CheckpointException]s.
  public static void write(Path file, Content content) {
    Path directory = file.toAbsolutePath().normalize().getParent();
    Path name = file.getFileName();
    if (directory == null || name == null) {
      throw new CheckpointException(file + ": is no file name; give a path such as DIR/NAME");
    }
    Path temporary = directory.resolve("." + name + "." + UUID.randomUUID() + ".tmp");
    boolean renamed = false;
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      renamed = true;
      force(directory);
    } catch (IOException e) {
      throw new CheckpointException(
          "%s: cannot be written: %s; check that the directory exists, is writable and has space"
              .formatted(file, Printable.reason(e)),
          e);
    } finally {
      if (!renamed) {
        discard(temporary);
      }
    }
  }

  /// Makes the rename durable; systems that cannot open a directory do without.
  private static void force(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      System.getLogger(AtomicFile.class.getName())
          .log(System.Logger.Level.DEBUG, () -> "directory not forced: " + directory, e);
    }
  }

  private static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      System.getLogger(AtomicFile.class.getName())
          .log(System.Logger.Level.DEBUG, () -> "temporary file left: " + temporary, e);
    }
  }
}
