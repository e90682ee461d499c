package dev.trefoil.compute.cpu;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.RowLayout;
import java.util.Arrays;

/// Where the keys of each sequence stand and how the rows are cut into items. Reused from call to
/// call.
final class AttentionPlan {
  private static final KvGeometry NONE = new KvGeometry(0, 0, 0, 0, 0, 0);

  private KvGeometry[] geometry = new KvGeometry[8]; // [segment]
  private long[] address = new long[8]; // [segment], of the layer
  private int[] firstItem = new int[9]; // [segment]
  private int segments;
  private int kvHeads;
  private int rowsPerItem;

  AttentionPlan() {
    Arrays.fill(geometry, NONE);
  }

  /// Finds the memory of each sequence; rows without a store get some of the step's.
  void locate(AttentionShape shape, int layer, RowLayout layout, StepArena memory) {
    segments = layout.segments();
    if (segments > address.length) {
      int larger = Math.max(segments, 2 * address.length);
      geometry = Arrays.copyOf(geometry, larger);
      address = Arrays.copyOf(address, larger);
      firstItem = Arrays.copyOf(firstItem, larger + 1);
    }
    for (int s = 0; s < segments; s++) {
      if (layout.segmentStore(s) instanceof CpuKvStore store) {
        geometry[s] = store.geometry();
        address[s] = store.layerAddress(layer);
      } else {
        int rows = layout.segmentStart(s + 1) - layout.segmentStart(s);
        geometry[s] = KvGeometry.of(shape, Math.max(rows, 1));
        address[s] = memory.allocate(geometry[s].layerBytes());
      }
    }
  }

  /// Cuts every sequence into pieces of so many rows, each at every key-value head.
  void cut(int newRowsPerItem, RowLayout layout, int newKvHeads) {
    rowsPerItem = newRowsPerItem;
    kvHeads = newKvHeads;
    firstItem[0] = 0;
    for (int s = 0; s < segments; s++) {
      int rows = layout.segmentStart(s + 1) - layout.segmentStart(s);
      int pieces = (rows + rowsPerItem - 1) / rowsPerItem;
      firstItem[s + 1] = firstItem[s] + pieces * kvHeads;
    }
  }

  int items() {
    return firstItem[segments];
  }

  /// Elements of keys and values that are read, halved because they usually come from cache.
  long work(AttentionShape shape, RowLayout layout) {
    long visible = 0;
    for (int row = 0; row < layout.rows(); row++) {
      visible += layout.visibleCount(row);
    }
    return visible * shape.outputColumns() / 2;
  }

  int segmentOf(int item) {
    int segment = 0;
    while (firstItem[segment + 1] <= item) {
      segment++;
    }
    return segment;
  }

  int head(int segment, int item) {
    return (item - firstItem[segment]) % kvHeads;
  }

  int firstRow(int segment, int item, RowLayout layout) {
    return layout.segmentStart(segment) + (item - firstItem[segment]) / kvHeads * rowsPerItem;
  }

  int endRow(int segment, int item, RowLayout layout) {
    return Math.min(
        firstRow(segment, item, layout) + rowsPerItem, layout.segmentStart(segment + 1));
  }

  KvGeometry geometry(int segment) {
    return geometry[segment];
  }

  long address(int segment) {
    return address[segment];
  }
}
