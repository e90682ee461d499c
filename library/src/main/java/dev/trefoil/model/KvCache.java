package dev.trefoil.model;

import dev.trefoil.compute.KvStore;

/// Keys and values of one sequence: `length` committed rows, then room for the rows of a step.
///
/// A forward pass writes node `i` of a token tree to slot `length + i`. [#commit] keeps the
/// accepted path and forgets the rest; doing nothing is the rollback. One owner, closed once.
public final class KvCache implements AutoCloseable {
  private final KvStore store;
  private int length;
  private boolean closed;

  public KvCache(KvStore store) {
    this.store = store;
  }

  public KvStore store() {
    return store;
  }

  /// Committed rows.
  public int length() {
    return length;
  }

  /// Slots that a step may still write.
  public int free() {
    return store.capacity() - length;
  }

  /// Keeps the first `rows` rows written after the committed ones: a chain that was fed whole.
  public void commitChain(int rows) {
    if (rows < 0 || rows > free()) {
      throw new IllegalArgumentException(
          "cannot commit %d rows: %d of %d slots are free"
              .formatted(rows, free(), store.capacity()));
    }
    length += rows;
  }

  /// Keeps an accepted path.
  ///
  /// @param nodes tree nodes from the root down, strictly ascending; `count` of them
  public void commit(int[] nodes, int count) {
    int settled = 0;
    while (settled < count && nodes[settled] == settled) {
      settled++;
    }
    if (settled < count) {
      moveRest(nodes, settled, count);
    }
    length += count;
  }

  private void moveRest(int[] nodes, int settled, int count) {
    int[] slots = new int[count - settled];
    for (int i = settled; i < count; i++) {
      slots[i - settled] = length + nodes[i];
    }
    store.keep(length + settled, slots, slots.length);
  }

  /// Drops committed rows so that `newLength` remain.
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException(
          "cannot truncate a cache of %d rows to %d".formatted(length, newLength));
    }
    length = newLength;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      store.close();
    }
  }
}
