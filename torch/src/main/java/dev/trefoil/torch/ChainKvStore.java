package dev.trefoil.torch;

import dev.trefoil.compute.KvStore;
import dev.trefoil.compute.RowLayout;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Keys and values of one text over several passes of a draft that feeds on itself, inside
/// autograd: what an earlier pass has stored is still part of the graph.
///
/// All passes have the same rows. A row of the first sees the rows of its pass up to its own; a row
/// of a later one sees those and, of every pass after the first, the row at its own place. Valid
/// until closed; one per text, pass and layer order as the layout says.
final class ChainKvStore implements KvStore {
  /// @param keys `[kvHeads, rows, headDim]`
  /// @param values `[kvHeads, rows, headDim]`
  record Pass(Tensor keys, Tensor values) {}

  private final int rows;
  private final List<Pass> passes = new ArrayList<>();

  ChainKvStore(int rows) {
    this.rows = rows;
  }

  int rows() {
    return rows;
  }

  List<Pass> passes() {
    return passes;
  }

  /// Takes the keys and values of the next pass.
  void add(Tensor keys, Tensor values) {
    passes.add(new Pass(Tensors.own(keys), Tensors.own(values)));
  }

  /// Refuses a layout that shows rows anything else than this store does.
  void check(RowLayout layout, int segment) {
    int start = layout.segmentStart(segment);
    int count = layout.segmentStart(segment + 1) - start;
    boolean fits = count == rows && layout.segmentPrefix(segment) == passes.size() * rows;
    for (int row = 0; fits && row < rows; row++) {
      fits = layout.visibleCount(start + row) == row + 1 + passes.size();
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "pass %d over a text of %d rows has a layout of %d rows behind %d slots; each row must see the first pass up to itself, then its own place in every later pass"
              .formatted(passes.size(), rows, count, layout.segmentPrefix(segment)));
    }
  }

  @Override
  public int capacity() {
    return Integer.MAX_VALUE;
  }

  /// Refused: nothing of a training pass is taken back.
  @Override
  public void keep(int length, int[] slots, int count) {
    throw new UnsupportedOperationException("a store of training passes keeps all of its rows");
  }

  @Override
  public long byteSize() {
    long bytes = 0;
    for (Pass pass : passes) {
      bytes += 2 * pass.keys().numel() * pass.keys().element_size();
    }
    return bytes;
  }

  @Override
  public void close() {
    for (Pass pass : passes) {
      pass.keys().close();
      pass.values().close();
    }
    passes.clear();
  }
}
