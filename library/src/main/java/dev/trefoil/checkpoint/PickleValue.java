package dev.trefoil.checkpoint;

import dev.trefoil.compute.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All that the pickle machine can make. There is no object here that runs code.
sealed interface PickleValue {
  /// `None`.
  record Nothing() implements PickleValue {}

  record Flag(boolean value) implements PickleValue {}

  record Whole(long value) implements PickleValue {}

  record Real(double value) implements PickleValue {}

  record Text(String value) implements PickleValue {}

  /// A list or a tuple; grows while it is built.
  final class Sequence implements PickleValue {
    private final List<PickleValue> items;

    Sequence(List<PickleValue> items) {
      this.items = items;
    }

    Sequence() {
      this(new ArrayList<>());
    }

    List<PickleValue> items() {
      return items;
    }
  }

  /// A dict or an `OrderedDict`. Keys are the texts of scalars: comparing two never recurses, and
  /// chosen collisions cost little, because strings are ordered.
  final class Table implements PickleValue {
    private final Map<String, PickleValue> items = new LinkedHashMap<>();

    Map<String, PickleValue> items() {
      return items;
    }
  }

  /// A name of the whitelist; it does something only when [TorchGlobals] says so.
  record Global(String module, String name) implements PickleValue {}

  /// Elements in the archive's file `data/key`.
  record Storage(DataType type, String key, long elements) implements PickleValue {}

  /// A strided view of a storage; offset and strides count elements.
  @SuppressWarnings("ArrayRecordComponent") // made once, never compared or changed
  record Tensor(Storage storage, long offset, long[] shape, long[] strides)
      implements PickleValue {}

  /// Marks a place on the stack.
  record Mark() implements PickleValue {}
}
