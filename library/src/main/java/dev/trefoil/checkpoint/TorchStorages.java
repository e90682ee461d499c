package dev.trefoil.checkpoint;

import dev.trefoil.compute.HostTensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Turns strided views of an archive's storages into dense tensors.
final class TorchStorages {
  private final Path file;
  private final ZipDirectory zip;
  private final ZipEntries contents;
  private final String root;
  private final Map<String, MemorySegment> opened = new HashMap<>();

  TorchStorages(Path file, ZipDirectory zip, ZipEntries contents, String root) {
    this.file = file;
    this.zip = zip;
    this.contents = contents;
    this.root = root;
  }

  HostTensor resolve(String name, PickleValue.Tensor tensor) {
    MemorySegment storage = open(name, tensor.storage());
    long elements = checkedElements(name, tensor);
    int width = tensor.storage().type().bytes();
    boolean dense = isDense(tensor);
    MemorySegment data =
        dense
            ? storage.asSlice(tensor.offset() * width, elements * width)
            : contents.allocate(name, elements * width);
    if (!dense) {
      gather(tensor, storage, data, width);
    }
    return new HostTensor(tensor.storage().type(), tensor.shape(), data);
  }

  private MemorySegment open(String name, PickleValue.Storage storage) {
    MemorySegment known = opened.get(storage.key());
    if (known == null) {
      ZipDirectory.Entry entry = zip.entries().get(root + "data/" + storage.key());
      if (entry == null) {
        throw wrong(
            name,
            "its storage %s is not in the archive"
                .formatted(Printable.quoted("data/" + storage.key())));
      }
      known = contents.content(entry);
      opened.put(storage.key(), known);
    }
    if (known.byteSize() / storage.type().bytes() < storage.elements()) {
      throw wrong(
          name,
          "its storage should hold %d elements of %s but has %d bytes"
              .formatted(storage.elements(), storage.type(), known.byteSize()));
    }
    return known;
  }

  /// The number of elements, after checking that all of them lie inside the storage.
  private long checkedElements(String name, PickleValue.Tensor tensor) {
    long[] shape = tensor.shape();
    long limit = tensor.storage().elements();
    long elements = 1;
    long last = tensor.offset();
    boolean inside = last >= 0 && last <= limit;
    for (long extent : shape) {
      if (extent == 0) {
        if (inside) {
          return 0;
        }
        throw outside(name, tensor);
      }
    }
    for (int i = 0; i < shape.length && inside; i++) {
      long steps = shape[i] - 1;
      long stride = tensor.strides()[i];
      // Expanded views (stride 0) would make more elements than were stored.
      inside = shape[i] <= limit / elements && (steps == 0 || stride <= limit / steps);
      elements *= shape[i];
      last += steps == 0 ? 0 : steps * stride;
      inside &= last < limit;
    }
    if (!inside || last >= limit) {
      throw outside(name, tensor);
    }
    return elements;
  }

  private CheckpointException outside(String name, PickleValue.Tensor tensor) {
    return wrong(
        name,
        "shape %s, strides %s, offset %d do not fit its storage of %d elements"
            .formatted(
                Arrays.toString(tensor.shape()),
                Arrays.toString(tensor.strides()),
                tensor.offset(),
                tensor.storage().elements()));
  }

  private static boolean isDense(PickleValue.Tensor tensor) {
    long expected = 1;
    for (int i = tensor.shape().length - 1; i >= 0; i--) {
      long extent = tensor.shape()[i];
      if (extent == 0) {
        return true;
      }
      if (extent != 1 && tensor.strides()[i] != expected) {
        return false;
      }
      expected *= extent;
    }
    return true;
  }

  /// Copies element by element in row-major order; transposed weights are rare and small.
  private static void gather(
      PickleValue.Tensor tensor, MemorySegment storage, MemorySegment target, int width) {
    long[] shape = tensor.shape();
    long[] index = new long[shape.length];
    long source = tensor.offset();
    for (long at = 0; at < target.byteSize(); at += width) {
      MemorySegment.copy(storage, source * width, target, at, width);
      for (int i = shape.length - 1; i >= 0; i--) {
        source += tensor.strides()[i];
        if (++index[i] < shape[i]) {
          break;
        }
        source -= shape[i] * tensor.strides()[i];
        index[i] = 0;
      }
    }
  }

  private CheckpointException wrong(String name, String what) {
    return new CheckpointException(
        "%s: tensor %s: %s; the file is damaged".formatted(file, Printable.quoted(name), what));
  }
}
