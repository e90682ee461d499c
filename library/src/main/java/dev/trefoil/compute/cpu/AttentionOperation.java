package dev.trefoil.compute.cpu;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.KvStore;
import dev.trefoil.compute.RowLayout;

/// Writes keys and values to their slots, then attends. An item is a few rows of one sequence at
/// one key-value head, so that a key is loaded once for all queries of the item.
final class AttentionOperation {
  /// Queries (rows times heads of a group) of one item.
  private static final int ITEM_QUERIES = 32;

  private final WorkerPool pool;
  private final KvWriter writer = new KvWriter();
  private final AttentionTask task;
  private final AttentionPlan plan = new AttentionPlan();

  AttentionOperation(WorkerPool pool, AttentionKernels kernels) {
    this.pool = pool;
    this.task = new AttentionTask(kernels, pool.threads());
  }

  CpuMatrix apply(
      CpuMatrix fused, AttentionShape shape, int layer, RowLayout layout, StepArena memory) {
    check(fused, shape, layer, layout);
    plan.locate(shape, layer, layout, memory);
    CpuMatrix out = memory.matrix(fused.rows(), shape.outputColumns());
    int heads = shape.kvHeads();
    writer.set(fused, shape, layout, plan);
    pool.run(writer, heads, 2L * fused.rows() * heads * shape.headDim());
    plan.cut(Math.max(1, ITEM_QUERIES / shape.groupSize()), layout, heads);
    task.set(fused, shape, layout, plan, out);
    pool.run(task, plan.items(), plan.work(shape, layout));
    return out;
  }

  private static void check(CpuMatrix fused, AttentionShape shape, int layer, RowLayout layout) {
    if (fused.rows() != layout.rows() || fused.columns() != shape.fusedColumns()) {
      throw new IllegalArgumentException(
          "fused rows [%d, %d] do not fit a layout of %d rows and %s, which needs %d columns"
              .formatted(
                  fused.rows(), fused.columns(), layout.rows(), shape, shape.fusedColumns()));
    }
    for (int s = 0; s < layout.segments(); s++) {
      int rows = layout.segmentStart(s + 1) - layout.segmentStart(s);
      int slots = layout.segmentPrefix(s) + rows;
      KvStore store = layout.segmentStore(s);
      if (store == null) {
        if (layout.segmentPrefix(s) != 0) {
          throw new IllegalArgumentException(
              "rows without a store cannot see a prefix of " + layout.segmentPrefix(s) + " slots");
        }
        continue;
      }
      if (!(store instanceof CpuKvStore cpu) || !cpu.isOpen() || !cpu.shape().equals(shape)) {
        throw new IllegalArgumentException(
            "the key-value store of sequence %d is closed or was not made by this backend for %s"
                .formatted(s, shape));
      }
      if (layer < 0 || layer >= cpu.layers() || slots > cpu.capacity()) {
        throw new IllegalArgumentException(
            "layer %d and %d slots are asked of a store with %d layers and %d slots"
                .formatted(layer, slots, cpu.layers(), cpu.capacity()));
      }
    }
  }

  /// Copies the keys and values of one head per item to their slots. Rows are not split:
  /// neighbouring slots share cache lines.
  private static final class KvWriter implements Task {
    private CpuMatrix fused = new CpuMatrix();
    private AttentionShape shape = new AttentionShape(1, 1, 1);
    private RowLayout layout = new RowLayout();
    private AttentionPlan plan = new AttentionPlan();

    void set(CpuMatrix newFused, AttentionShape newShape, RowLayout newLayout, AttentionPlan p) {
      fused = newFused;
      shape = newShape;
      layout = newLayout;
      plan = p;
    }

    @Override
    public void run(int head, int thread) {
      for (int row = 0; row < fused.rows(); row++) {
        int segment = layout.segmentOfRow(row);
        write(row, head, plan.geometry(segment), plan.address(segment));
      }
    }

    private void write(int row, int head, KvGeometry geometry, long layer) {
      int headDim = shape.headDim();
      int slot = layout.slot(row);
      long key = fused.row(row) + 4L * (shape.heads() + head) * headDim;
      long value = key + 4L * shape.kvHeads() * headDim;
      long target = geometry.key(layer, head, slot);
      for (int d = 0; d < headDim; d++) {
        Memory.setFloat(target + 4L * AttentionKernels.BLOCK * d, Memory.getFloat(key + 4L * d));
      }
      Memory.copy(value, geometry.value(layer, head, slot), 4L * headDim);
    }
  }
}
