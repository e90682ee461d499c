package dev.trefoil.compute.cpu;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.KvStore;
import java.lang.foreign.Arena;

/// Keys and values of one sequence, f32. Keys stand `[layer][kvHead][slot / 16][headDim][16]`, so
/// that a vector holds one column of 16 neighbouring slots; values `[layer][kvHead][slot][columns]`
/// with the head size padded to 16.
final class CpuKvStore implements KvStore {
  private static final int BLOCK = AttentionKernels.BLOCK;

  private final int layers;
  private final AttentionShape shape;
  private final int capacity;
  private final KvGeometry geometry;
  private final Arena arena = Arena.ofShared();
  private final long base;
  private boolean open = true;

  CpuKvStore(int layers, AttentionShape shape, int capacity) {
    if (layers <= 0 || capacity <= 0) {
      throw new IllegalArgumentException(
          "a key-value store of %d layers and %d slots: both must be positive"
              .formatted(layers, capacity));
    }
    this.layers = layers;
    this.shape = shape;
    this.capacity = capacity;
    this.geometry = KvGeometry.of(shape, capacity);
    this.base = Memory.allocate(arena, geometry.layerBytes() * layers);
  }

  AttentionShape shape() {
    return shape;
  }

  int layers() {
    return layers;
  }

  KvGeometry geometry() {
    return geometry;
  }

  boolean isOpen() {
    return open;
  }

  long layerAddress(int layer) {
    return base + geometry.layerBytes() * layer;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public void keep(int length, int[] slots, int count) {
    checkKeep(length, slots, count);
    for (int layer = 0; layer < layers; layer++) {
      long address = layerAddress(layer);
      for (int head = 0; head < shape.kvHeads(); head++) {
        for (int i = 0; i < count; i++) {
          if (slots[i] != length + i) {
            move(address, head, slots[i], length + i);
          }
        }
      }
    }
  }

  private void checkKeep(int length, int[] slots, int count) {
    if (!open) {
      throw new IllegalStateException("the key-value store is closed");
    }
    for (int i = 0; i < count; i++) {
      if (slots[i] < length + i || slots[i] >= capacity || (i > 0 && slots[i] <= slots[i - 1])) {
        throw new IllegalArgumentException(
            "slot %d cannot move to slot %d: slots must ascend within [%d, %d)"
                .formatted(slots[i], length + i, length + i, capacity));
      }
    }
  }

  private void move(long layer, int head, int from, int to) {
    int headDim = shape.headDim();
    long source = geometry.key(layer, head, from);
    long target = geometry.key(layer, head, to);
    for (int d = 0; d < headDim; d++) {
      Memory.setFloat(target + 4L * BLOCK * d, Memory.getFloat(source + 4L * BLOCK * d));
    }
    Memory.copy(geometry.value(layer, head, from), geometry.value(layer, head, to), 4L * headDim);
  }

  @Override
  public long byteSize() {
    return geometry.layerBytes() * layers;
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      arena.close();
    }
  }
}
