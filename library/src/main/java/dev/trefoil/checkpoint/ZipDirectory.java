package dev.trefoil.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The central directory of a mapped zip file (with its 64-bit extension), every offset checked.
///
/// `java.util.zip` would copy the entries; here they stay where they are mapped. Entries that share
/// bytes are refused: that is how the worst zip bombs are made.
record ZipDirectory(Path file, Map<String, Entry> entries) {
  static final int STORED = 0;
  static final int DEFLATED = 8;

  private static final int MOST_ENTRIES = 500_000;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final long ABSENT = 0xffff_ffffL;
  private static final ValueLayout.OfShort I16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// One file of the archive.
  ///
  /// @param data its bytes as they lie in the archive, compressed when `method` is [#DEFLATED]
  /// @param size bytes after unpacking, as the directory claims
  record Entry(String name, int method, long crc, long size, long offset, MemorySegment data) {}

  static ZipDirectory read(Path file, MemorySegment zip) {
    try {
      return new Reading(file, zip).directory();
    } catch (IndexOutOfBoundsException e) {
      throw new CheckpointException(
          file + ": the zip directory points outside the file; it is truncated or damaged", e);
    }
  }

  private record Reading(Path file, MemorySegment zip) {
    ZipDirectory directory() {
      long end = findEnd();
      long count = u16(end + 10);
      long start = u32(end + 16);
      boolean big = count == 0xffff || start == ABSENT || u32(end + 12) == ABSENT;
      if (big && end >= 20 && u32(end - 20) == 0x07064b50L) {
        long end64 = zip.get(I64, end - 20 + 8);
        if (end64 < 0 || u32(end64) != 0x06064b50L) {
          throw damaged("its 64-bit end record is not at offset " + end64);
        }
        count = zip.get(I64, end64 + 32);
        start = zip.get(I64, end64 + 48);
      }
      if (count < 0 || count > MOST_ENTRIES) {
        throw damaged("it claims %d entries (at most %d)".formatted(count, MOST_ENTRIES));
      }
      Map<String, Entry> entries = entries(start, (int) count);
      refuseSharedBytes(entries);
      return new ZipDirectory(file, entries);
    }

    private long findEnd() {
      long size = zip.byteSize();
      long lowest = Math.max(0, size - END_BYTES - LONGEST_COMMENT);
      for (long at = size - END_BYTES; at >= lowest; at--) {
        if (u32(at) == 0x06054b50L && at + END_BYTES + u16(at + 20) == size) {
          return at;
        }
      }
      throw new CheckpointException(
          file + ": truncated: a zip archive without its end record; download it again");
    }

    private Map<String, Entry> entries(long start, int count) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      long at = start;
      for (int i = 0; i < count; i++) {
        if (at < 0 || u32(at) != 0x02014b50L) {
          throw damaged("its directory has no entry at offset " + at);
        }
        int nameBytes = u16(at + 28);
        Entry entry = entry(at, nameBytes);
        if (entries.put(entry.name(), entry) != null) {
          throw damaged("the entry %s occurs twice".formatted(Printable.quoted(entry.name())));
        }
        at += 46L + nameBytes + u16(at + 30) + u16(at + 32);
      }
      return entries;
    }

    private Entry entry(long at, int nameBytes) {
      byte[] name = zip.asSlice(at + 46, nameBytes).toArray(ValueLayout.JAVA_BYTE);
      String text = new String(name, StandardCharsets.UTF_8);
      int method = u16(at + 10);
      if ((u16(at + 8) & 1) != 0) {
        throw damaged("the entry %s is encrypted".formatted(Printable.quoted(text)));
      }
      if (method != STORED && method != DEFLATED) {
        throw damaged(
            "the entry %s is packed by method %d (readable: 0 stored, 8 deflated)"
                .formatted(Printable.quoted(text), method));
      }
      long[] wide = {u32(at + 24), u32(at + 20), u32(at + 42)}; // size, packed size, offset
      widen(wide, at + 46 + nameBytes, u16(at + 30));
      if (method == STORED && wide[0] != wide[1]) {
        throw damaged("the stored entry %s has two sizes".formatted(Printable.quoted(text)));
      }
      long header = wide[2];
      if (header < 0 || u32(header) != 0x04034b50L) {
        throw damaged("the entry %s is not at offset %d".formatted(Printable.quoted(text), header));
      }
      long data = header + 30 + u16(header + 26) + u16(header + 28);
      return new Entry(text, method, u32(at + 16), wide[0], data, zip.asSlice(data, wide[1]));
    }

    /// Takes sizes that do not fit 32 bits from the extra field 1.
    private void widen(long[] wide, long extra, int extraBytes) {
      long end = extra + extraBytes;
      for (long at = extra; at + 4 <= end; at += 4L + u16(at + 2)) {
        if (u16(at) == 1) {
          long next = at + 4;
          for (int i = 0; i < wide.length; i++) {
            if (wide[i] == ABSENT) {
              wide[i] = zip.get(I64, next);
              next += 8;
            }
          }
          return;
        }
      }
    }

    private void refuseSharedBytes(Map<String, Entry> entries) {
      List<Entry> byOffset = new ArrayList<>(entries.values());
      byOffset.removeIf(entry -> entry.data().byteSize() == 0);
      byOffset.sort(Comparator.comparingLong(Entry::offset));
      for (int i = 1; i < byOffset.size(); i++) {
        Entry before = byOffset.get(i - 1);
        Entry entry = byOffset.get(i);
        if (entry.offset() < before.offset() + before.data().byteSize()) {
          throw damaged(
              "the entries %s and %s share bytes, as in a zip bomb"
                  .formatted(Printable.quoted(before.name()), Printable.quoted(entry.name())));
        }
      }
    }

    private CheckpointException damaged(String what) {
      return new CheckpointException("%s: bad zip archive: %s".formatted(file, what));
    }

    private int u16(long at) {
      return zip.get(I16, at) & 0xffff;
    }

    private long u32(long at) {
      return zip.get(I32, at) & 0xffff_ffffL;
    }
  }
}
