package dev.trefoil.torch;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.KvStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Keys and values of one sequence as tensors, outside autograd: what an earlier pass has stored is
/// a constant to the backward pass.
final class TorchKvStore implements KvStore {
  private final int capacity;
  private final Device device;
  private final List<Tensor> keys = new ArrayList<>(); // each [kvHeads, capacity, headDim]
  private final List<Tensor> values = new ArrayList<>(); // each [kvHeads, capacity, headDim]

  TorchKvStore(int layers, AttentionShape shape, int capacity, Device device) {
    this.capacity = capacity;
    this.device = device;
    long[] extents = {shape.kvHeads(), capacity, shape.headDim()};
    try (PointerScope _ = new PointerScope()) {
      for (int layer = 0; layer < layers; layer++) {
        keys.add(Tensors.hold(zeros(extents, device)));
        values.add(Tensors.hold(zeros(extents, device)));
      }
    }
  }

  private static Tensor zeros(long[] extents, Device device) {
    return torch.empty(extents, Tensors.options(ScalarType.Float, device), null).zero_();
  }

  @Override
  public int capacity() {
    return capacity;
  }

  /// @param newKeys `[kvHeads, rows, headDim]`
  void write(int layer, int firstSlot, Tensor newKeys, Tensor newValues) {
    long rows = newKeys.size(1);
    if (firstSlot + rows > capacity) {
      throw new IllegalArgumentException(
          "rows for the slots %d to %d exceed the capacity %d of this key-value store"
              .formatted(firstSlot, firstSlot + rows - 1, capacity));
    }
    keys.get(layer).narrow(1, firstSlot, rows).copy_(newKeys.detach());
    values.get(layer).narrow(1, firstSlot, rows).copy_(newValues.detach());
  }

  /// Slots `[0, count)` as a view.
  Tensor keys(int layer, int count) {
    return keys.get(layer).narrow(1, 0, count);
  }

  Tensor values(int layer, int count) {
    return values.get(layer).narrow(1, 0, count);
  }

  @Override
  public void keep(int length, int[] slots, int count) {
    if (count == 0) {
      return;
    }
    try (PointerScope _ = new PointerScope()) {
      Tensor from = Tensors.ofLongs(Arrays.copyOf(slots, count), count, device);
      for (int layer = 0; layer < keys.size(); layer++) {
        move(keys.get(layer), length, from, count);
        move(values.get(layer), length, from, count);
      }
    }
  }

  private static void move(Tensor whole, int length, Tensor from, int count) {
    whole.narrow(1, length, count).copy_(whole.index_select(1, from));
  }

  @Override
  public long byteSize() {
    long bytes = 0;
    for (Tensor layer : keys) {
      bytes += 2 * layer.numel() * layer.element_size();
    }
    return bytes;
  }

  @Override
  public void close() {
    keys.forEach(Tensor::close);
    values.forEach(Tensor::close);
    keys.clear();
    values.clear();
  }
}
