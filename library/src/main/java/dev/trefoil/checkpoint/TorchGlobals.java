package dev.trefoil.checkpoint;

import dev.trefoil.compute.DataType;
import java.util.List;
import java.util.Map;

/// The few Python names that a state dictionary needs, and what calling one makes.
///
/// Nothing else is allowed: a pickle that names another function or class wants to run code.
final class TorchGlobals {
  private static final Map<String, DataType> STORAGES =
      Map.of(
          "DoubleStorage", DataType.F64,
          "FloatStorage", DataType.F32,
          "HalfStorage", DataType.F16,
          "BFloat16Storage", DataType.BF16,
          "LongStorage", DataType.I64,
          "IntStorage", DataType.I32,
          "ShortStorage", DataType.I16,
          "CharStorage", DataType.I8,
          "ByteStorage", DataType.U8,
          "BoolStorage", DataType.BOOL);
  private static final int MOST_DIMENSIONS = 16;

  private TorchGlobals() {}

  static PickleValue find(String module, String name) {
    boolean known =
        switch (module) {
          case "collections" -> name.equals("OrderedDict");
          case "torch" -> STORAGES.containsKey(name);
          case "torch._utils" ->
              name.equals("_rebuild_tensor_v2") || name.equals("_rebuild_parameter");
          default -> false;
        };
    if (!known) {
      throw new PickleException(
          "the pickle wants %s, which is not on the whitelist (only tensors, OrderedDict and plain values are); it may run code and is not read"
              .formatted(Printable.quoted(module + "." + name)));
    }
    return new PickleValue.Global(module, name);
  }

  static PickleValue call(PickleValue function, PickleValue arguments) {
    if (!(function instanceof PickleValue.Global global)
        || !(arguments instanceof PickleValue.Sequence sequence)) {
      throw new PickleException("the pickle calls something that is no function");
    }
    List<PickleValue> values = sequence.items();
    return switch (global.name()) {
      case "OrderedDict" -> orderedDict(values);
      case "_rebuild_tensor_v2" -> tensor(values);
      case "_rebuild_parameter" -> parameter(values);
      default -> throw new PickleException("the pickle calls " + global.name());
    };
  }

  /// What a persistent id stands for: `("storage", type, key, location, elements)`.
  static PickleValue storage(PickleValue id) {
    if (id instanceof PickleValue.Sequence sequence
        && sequence.items().size() == 5
        && sequence.items().get(0) instanceof PickleValue.Text(String kind)
        && kind.equals("storage")
        && sequence.items().get(1) instanceof PickleValue.Global global
        && sequence.items().get(2) instanceof PickleValue.Text(String key)
        && sequence.items().get(4) instanceof PickleValue.Whole(long elements)) {
      DataType type = STORAGES.get(global.name());
      if (type != null && elements >= 0) {
        return new PickleValue.Storage(type, key, elements);
      }
    }
    throw new PickleException("the pickle has a persistent id that is no tensor storage");
  }

  private static PickleValue orderedDict(List<PickleValue> values) {
    if (!values.isEmpty()) {
      throw new PickleException("an OrderedDict with arguments is not supported");
    }
    return new PickleValue.Table();
  }

  private static PickleValue parameter(List<PickleValue> values) {
    if (!values.isEmpty() && values.getFirst() instanceof PickleValue.Tensor tensor) {
      return tensor;
    }
    throw new PickleException("_rebuild_parameter without a tensor");
  }

  private static PickleValue tensor(List<PickleValue> values) {
    if (values.size() >= 4
        && values.get(0) instanceof PickleValue.Storage storage
        && values.get(1) instanceof PickleValue.Whole(long offset)
        && values.get(2) instanceof PickleValue.Sequence shape
        && values.get(3) instanceof PickleValue.Sequence strides
        && shape.items().size() == strides.items().size()) {
      return new PickleValue.Tensor(storage, offset, extents(shape), extents(strides));
    }
    throw new PickleException("_rebuild_tensor_v2 without storage, offset, shape and strides");
  }

  private static long[] extents(PickleValue.Sequence sequence) {
    if (sequence.items().size() > MOST_DIMENSIONS) {
      throw new PickleException(
          "a tensor of %d dimensions (at most %d)"
              .formatted(sequence.items().size(), MOST_DIMENSIONS));
    }
    long[] extents = new long[sequence.items().size()];
    for (int i = 0; i < extents.length; i++) {
      if (!(sequence.items().get(i) instanceof PickleValue.Whole(long extent)) || extent < 0) {
        throw new PickleException("a tensor whose shape or strides are not numbers from 0 up");
      }
      extents[i] = extent;
    }
    return extents;
  }
}
