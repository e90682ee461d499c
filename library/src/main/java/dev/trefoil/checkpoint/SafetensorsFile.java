package dev.trefoil.checkpoint;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the safetensors format: 8 bytes of header length, a JSON header, then the tensors.
///
/// The tensors are views of the mapped file; nothing is copied. As the format demands, the header
/// must describe every byte of the file exactly once: an overlap, a gap, a name twice or a size
/// that does not follow from type and shape is refused with [CheckpointException].
public final class SafetensorsFile {
  /// The format's own limit; a longer header is an attack or a foreign file.
  static final long LONGEST_HEADER = 100_000_000;

  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private SafetensorsFile() {}

  /// Maps `file` into `arena`, which the caller owns; the tensors live as long as that.
  public static TensorFile map(Path file, Arena arena) {
    MemorySegment mapped = MappedFile.map(file, arena);
    return read(file, mapped);
  }

  static TensorFile read(Path file, MemorySegment mapped) {
    long headerBytes = checkedHeaderLength(file, mapped);
    SafetensorsHeader header = SafetensorsHeader.parse(file, mapped.asSlice(8, headerBytes));
    MemorySegment body = mapped.asSlice(8 + headerBytes);
    checkCoverage(file, header, body.byteSize());
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (SafetensorsHeader.Entry entry : header.entries()) {
      MemorySegment data = body.asSlice(entry.begin(), entry.end() - entry.begin());
      tensors.put(entry.name(), new HostTensor(entry.type(), entry.shape(), data));
    }
    return new TensorFile(file, "safetensors", tensors, header.metadata());
  }

  static long headerLength(MemorySegment file) {
    return file.get(LENGTH, 0);
  }

  private static long checkedHeaderLength(Path file, MemorySegment mapped) {
    long size = mapped.byteSize();
    if (size < 10 || mapped.get(ValueLayout.JAVA_BYTE, 8) != '{') {
      throw new CheckpointException(
          file + ": not a safetensors file but " + FileKind.describe(mapped));
    }
    long length = headerLength(mapped);
    if (length < 2 || length > LONGEST_HEADER) {
      throw new CheckpointException(
          "%s: header of %s bytes at offset 0 (allowed 2 to %d); this is no safetensors file or it is damaged"
              .formatted(file, Long.toUnsignedString(length), LONGEST_HEADER));
    }
    if (length > size - 8) {
      throw new CheckpointException(
          "%s: truncated: the header needs %d bytes but the file ends after %d; download it again"
              .formatted(file, length, size - 8));
    }
    return length;
  }

  private static void checkCoverage(Path file, SafetensorsHeader header, long bodyBytes) {
    List<SafetensorsHeader.Entry> byOffset = new ArrayList<>(header.entries());
    byOffset.sort(
        Comparator.comparingLong(SafetensorsHeader.Entry::begin)
            .thenComparingLong(SafetensorsHeader.Entry::end));
    long expected = 0;
    for (SafetensorsHeader.Entry entry : byOffset) {
      checkSize(file, entry);
      if (entry.begin() != expected) {
        throw new CheckpointException(
            "%s: tensor %s starts at data offset %d, expected %d: the tensors %s"
                .formatted(
                    file,
                    Printable.quoted(entry.name()),
                    entry.begin(),
                    expected,
                    entry.begin() < expected ? "overlap" : "leave a gap"));
      }
      expected = entry.end();
      if (expected > bodyBytes) {
        throw new CheckpointException(
            "%s: truncated: tensor %s ends at data offset %d but the file holds %d bytes of data; download it again"
                .formatted(file, Printable.quoted(entry.name()), expected, bodyBytes));
      }
    }
    if (expected != bodyBytes) {
      throw new CheckpointException(
          "%s: %d bytes after the last tensor (data offset %d) belong to none; the file is damaged"
              .formatted(file, bodyBytes - expected, expected));
    }
  }

  private static void checkSize(Path file, SafetensorsHeader.Entry entry) {
    DataType type = entry.type();
    long bytes = type.bytes();
    for (long extent : entry.shape()) {
      if (extent != 0 && bytes > Long.MAX_VALUE / extent) {
        throw new CheckpointException(
            "%s: tensor %s: shape %s is impossibly large"
                .formatted(file, Printable.quoted(entry.name()), entry.shapeText()));
      }
      bytes *= extent;
    }
    if (bytes != entry.end() - entry.begin()) {
      throw new CheckpointException(
          "%s: tensor %s: %s %s needs %d bytes but data_offsets [%d, %d] hold %d"
              .formatted(
                  file,
                  Printable.quoted(entry.name()),
                  type,
                  entry.shapeText(),
                  bytes,
                  entry.begin(),
                  entry.end(),
                  entry.end() - entry.begin()));
    }
  }
}
