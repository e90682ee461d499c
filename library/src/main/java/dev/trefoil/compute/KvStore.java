package dev.trefoil.compute;

/// Keys and values of one sequence for all layers, addressed by slot. The owner is the sequence's
/// KV cache; attention writes new rows, `keep` commits.
public interface KvStore extends AutoCloseable {
  /// Number of slots.
  int capacity();

  /// Moves slot `slots[i]` to slot `length + i` for `i < count`, in all layers. `slots` ascends
  /// strictly and `slots[i] >= length + i`, so that no kept slot is overwritten before it has
  /// moved.
  void keep(int length, int[] slots, int count);

  long byteSize();

  @Override
  void close();
}
