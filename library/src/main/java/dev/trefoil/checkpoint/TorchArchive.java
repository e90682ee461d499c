package dev.trefoil.checkpoint;

import dev.trefoil.compute.HostTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads PyTorch's zip archives (`.bin`, `.pt`): a pickled state dictionary and one file per
/// storage.
///
/// Stored, contiguous tensors are views of the mapped file, and several may share one storage.
/// Compressed or strided ones are copied into the arena, within the limits of [ZipEntries]. The
/// pickle is read by [PickleMachine], which cannot run code. Dictionaries inside the dictionary
/// give dotted names; values that are no tensors are left out.
public final class TorchArchive {
  private static final int DEEPEST = 32;
  private static final int LONGEST_NAME = 4096;
  private static final int MOST_VALUES = 2_000_000;

  private final Path file;
  private final ZipDirectory zip;
  private final TorchStorages storages;
  private final Map<String, HostTensor> tensors = new LinkedHashMap<>();
  private int visited;

  private TorchArchive(Path file, ZipDirectory zip, TorchStorages storages) {
    this.file = file;
    this.zip = zip;
    this.storages = storages;
  }

  /// Maps `file` into `arena`, which the caller owns; the tensors live as long as that.
  public static TensorFile map(Path file, Arena arena) {
    return read(file, MappedFile.map(file, arena), arena);
  }

  static TensorFile read(Path file, MemorySegment mapped, Arena arena) {
    if (!isZip(mapped)) {
      throw new CheckpointException(
          "%s: not a PyTorch zip archive but %s%s"
              .formatted(file, FileKind.describe(mapped), FileKind.remedyForTorch(mapped)));
    }
    ZipDirectory zip = ZipDirectory.read(file, mapped);
    ZipEntries contents = new ZipEntries(file, mapped.byteSize(), arena);
    ZipDirectory.Entry pickle = pickle(file, zip);
    String root = pickle.name().substring(0, pickle.name().length() - "data.pkl".length());
    TorchArchive archive =
        new TorchArchive(file, zip, new TorchStorages(file, zip, contents, root));
    archive.checkByteOrder(root, contents);
    try {
      archive.collect("", PickleMachine.load(archive.pickleBytes(pickle, contents)), 0);
    } catch (PickleException e) {
      throw new CheckpointException("%s: %s: %s".formatted(file, pickle.name(), e.getMessage()), e);
    }
    return new TensorFile(file, "PyTorch archive", archive.tensors, Map.of());
  }

  static boolean isZip(MemorySegment file) {
    return file.byteSize() >= 4
        && file.get(ValueLayout.JAVA_BYTE, 0) == 'P'
        && file.get(ValueLayout.JAVA_BYTE, 1) == 'K'
        && file.get(ValueLayout.JAVA_BYTE, 2) == 3
        && file.get(ValueLayout.JAVA_BYTE, 3) == 4;
  }

  private static ZipDirectory.Entry pickle(Path file, ZipDirectory zip) {
    ZipDirectory.@Nullable Entry found = null;
    for (ZipDirectory.Entry entry : zip.entries().values()) {
      boolean inRoot = entry.name().indexOf('/') == entry.name().lastIndexOf('/');
      if (entry.name().endsWith("/data.pkl") && inRoot) {
        if (found != null) {
          throw new CheckpointException(
              file + ": a zip archive with two data.pkl; which is meant?");
        }
        found = entry;
      }
    }
    if (found == null) {
      throw new CheckpointException(
          file + ": a zip archive without NAME/data.pkl, so not a PyTorch model");
    }
    return found;
  }

  private void checkByteOrder(String root, ZipEntries contents) {
    ZipDirectory.Entry entry = zip.entries().get(root + "byteorder");
    if (entry == null) {
      return;
    }
    MemorySegment content = contents.content(entry);
    String order =
        content.byteSize() > 16
            ? "?"
            : new String(content.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    if (!order.strip().equals("little")) {
      throw new CheckpointException(
          "%s: byte order %s; only \"little\" is readable"
              .formatted(file, Printable.quoted(order.strip())));
    }
  }

  private byte[] pickleBytes(ZipDirectory.Entry entry, ZipEntries contents) {
    if (entry.size() > PickleMachine.LONGEST) {
      throw new CheckpointException(
          "%s: %s has %s (at most %s), as in a bomb; not read"
              .formatted(
                  file,
                  entry.name(),
                  Printable.bytes(entry.size()),
                  Printable.bytes(PickleMachine.LONGEST)));
    }
    MemorySegment content = contents.content(entry);
    if (ZipEntries.crc(content) != entry.crc()) {
      throw new CheckpointException(
          "%s: %s (archive offset %d) has a wrong checksum; the file is damaged"
              .formatted(file, entry.name(), entry.offset()));
    }
    return content.toArray(ValueLayout.JAVA_BYTE);
  }

  /// Walks the value; depth and number of visits are limited because values may share or contain
  /// themselves, so that a small pickle can describe an endless tree.
  private void collect(String name, PickleValue value, int depth) {
    if (depth > DEEPEST || ++visited > MOST_VALUES) {
      throw new PickleException(
          "values nested deeper than %d or more than %d of them, as in a nested bomb; not read"
              .formatted(DEEPEST, MOST_VALUES));
    }
    switch (value) {
      case PickleValue.Tensor tensor -> add(name.isEmpty() ? "tensor" : name, tensor);
      case PickleValue.Table table -> {
        for (Map.Entry<String, PickleValue> item : table.items().entrySet()) {
          collect(join(name, item.getKey()), item.getValue(), depth + 1);
        }
      }
      case PickleValue.Sequence sequence -> {
        for (int i = 0; i < sequence.items().size(); i++) {
          collect(join(name, Integer.toString(i)), sequence.items().get(i), depth + 1);
        }
      }
      case PickleValue.Nothing _,
          PickleValue.Flag _,
          PickleValue.Whole _,
          PickleValue.Real _,
          PickleValue.Text _,
          PickleValue.Global _,
          PickleValue.Storage _,
          PickleValue.Mark _ -> {}
    }
  }

  private void add(String name, PickleValue.Tensor tensor) {
    if (tensors.put(name, storages.resolve(name, tensor)) != null) {
      throw new PickleException("the tensor %s occurs twice".formatted(Printable.quoted(name)));
    }
  }

  private static String join(String outer, String inner) {
    if (outer.length() + inner.length() > LONGEST_NAME) {
      throw new PickleException(
          "a tensor name of more than %d characters: %s"
              .formatted(LONGEST_NAME, Printable.quoted(outer + "." + inner)));
    }
    return outer.isEmpty() ? inner : outer + "." + inner;
  }
}
