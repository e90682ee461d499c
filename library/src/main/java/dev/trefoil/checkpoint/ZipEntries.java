package dev.trefoil.checkpoint;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Contents of zip entries: stored ones are views, deflated ones are unpacked within limits.
///
/// An archive may unpack to [#LARGEST_RATIO] times its own bytes (and [#SLACK]) in all; weights
/// hardly compress, so more is a bomb. What does not unpack to the size and checksum of the
/// directory is refused.
final class ZipEntries {
  static final long LARGEST_RATIO = 100;
  static final long SLACK = 1 << 20;
  private static final int CHUNK = 1 << 16;

  private final Path file;
  private final Arena arena;
  private long budget;

  /// Whatever has to be unpacked or copied is allocated in `arena`.
  ZipEntries(Path file, long fileBytes, Arena arena) {
    this.file = file;
    this.arena = arena;
    this.budget = fileBytes * LARGEST_RATIO + SLACK;
  }

  MemorySegment content(ZipDirectory.Entry entry) {
    return entry.method() == ZipDirectory.STORED ? entry.data() : unpack(entry);
  }

  /// Memory for a copy of a part of the archive, counted against the limit.
  MemorySegment allocate(String what, long bytes) {
    if (bytes < 0 || bytes > budget) {
      throw new CheckpointException(
          "%s: %s would unpack to %s, more than %d times the archive: a zip bomb; not read"
              .formatted(file, Printable.quoted(what), Printable.bytes(bytes), LARGEST_RATIO));
    }
    budget -= bytes;
    try {
      return arena.allocate(bytes, 8);
    } catch (OutOfMemoryError e) {
      throw new CheckpointException(
          "%s: no memory to unpack %s (%s); save the model again without compression"
              .formatted(file, Printable.quoted(what), Printable.bytes(bytes)),
          e);
    }
  }

  private MemorySegment unpack(ZipDirectory.Entry entry) {
    long packed = entry.data().byteSize();
    if (entry.size() / LARGEST_RATIO > packed + SLACK / LARGEST_RATIO) {
      throw new CheckpointException(
          "%s: %s would unpack from %s to %s, more than %d to 1: a zip bomb; not read"
              .formatted(
                  file,
                  Printable.quoted(entry.name()),
                  Printable.bytes(packed),
                  Printable.bytes(entry.size()),
                  LARGEST_RATIO));
    }
    MemorySegment target = allocate(entry.name(), entry.size());
    try (Inflater inflater = new Inflater(true)) {
      long written = inflate(inflater, entry.data(), target);
      if (written != entry.size() || !inflater.finished() || crc(target) != entry.crc()) {
        throw damaged(entry, null);
      }
    } catch (DataFormatException e) {
      throw damaged(entry, e);
    }
    return target.asReadOnly();
  }

  private static long inflate(Inflater inflater, MemorySegment packed, MemorySegment target)
      throws DataFormatException {
    long read = 0;
    long written = 0;
    ByteBuffer spill = ByteBuffer.allocate(1); // notices data beyond the claimed size
    while (!inflater.finished()) {
      if (inflater.needsInput()) {
        long count = Math.min(CHUNK, packed.byteSize() - read);
        if (count == 0) {
          break;
        }
        inflater.setInput(packed.asSlice(read, count).asByteBuffer());
        read += count;
      }
      long room = Math.min(CHUNK, target.byteSize() - written);
      ByteBuffer out = room > 0 ? target.asSlice(written, room).asByteBuffer() : spill.clear();
      int count = inflater.inflate(out);
      written += count;
      if (written > target.byteSize() || (count == 0 && inflater.needsDictionary())) {
        break;
      }
    }
    return written;
  }

  static long crc(MemorySegment bytes) {
    CRC32 crc = new CRC32();
    for (long from = 0; from < bytes.byteSize(); from += CHUNK) {
      crc.update(bytes.asSlice(from, Math.min(CHUNK, bytes.byteSize() - from)).asByteBuffer());
    }
    return crc.getValue();
  }

  private CheckpointException damaged(
      ZipDirectory.Entry entry, @org.jspecify.annotations.Nullable Throwable cause) {
    String message =
        "%s: %s (archive offset %d) does not unpack to its size and checksum; the file is damaged"
            .formatted(file, Printable.quoted(entry.name()), entry.offset());
    return cause == null
        ? new CheckpointException(message)
        : new CheckpointException(message, cause);
  }
}
