package dev.trefoil.compute.cpu;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.RowLayout;
import java.lang.foreign.Arena;

/// Attention of a few rows at one key-value head.
///
/// Scores are computed slot by slot for every block that holds a slot some row may see; then each
/// row's visible scores move together into logical order (prefix, then extra slots), and from there
/// on slot numbers no longer matter. What stands in slots that a row does not see is computed with,
/// lane by lane, and thrown away, so it may be anything.
final class AttentionTask implements Task, AutoCloseable {
  private static final int BLOCK = AttentionKernels.BLOCK;

  private final AttentionKernels kernels;
  private final Arena[] arena; // [thread]
  private final long[] scratch; // [thread]
  private final long[] scratchBytes; // [thread]
  private CpuMatrix fused = new CpuMatrix();
  private CpuMatrix out = new CpuMatrix();
  private AttentionShape shape = new AttentionShape(1, 1, 1);
  private RowLayout layout = new RowLayout();
  private AttentionPlan plan = new AttentionPlan();

  AttentionTask(AttentionKernels kernels, int threads) {
    this.kernels = kernels;
    this.arena = new Arena[threads];
    this.scratch = new long[threads];
    this.scratchBytes = new long[threads];
    for (int i = 0; i < threads; i++) {
      arena[i] = Arena.ofShared();
    }
  }

  void set(
      CpuMatrix newFused,
      AttentionShape newShape,
      RowLayout newLayout,
      AttentionPlan newPlan,
      CpuMatrix newOut) {
    fused = newFused;
    shape = newShape;
    layout = newLayout;
    plan = newPlan;
    out = newOut;
  }

  @Override
  public void run(int item, int thread) {
    int segment = plan.segmentOf(item);
    int head = plan.head(segment, item);
    int first = plan.firstRow(segment, item, layout);
    int end = plan.endRow(segment, item, layout);
    KvGeometry geometry = plan.geometry(segment);
    int group = shape.groupSize();
    int queries = (end - first) * group;
    int slots = 0;
    for (int row = first; row < end; row++) {
      slots = Math.max(slots, Math.max(layout.visiblePrefix(row), layout.slot(row) + 1));
    }
    int blocks = (slots + BLOCK - 1) / BLOCK;
    long scoreStride = 4L * BLOCK * blocks;
    long queryBytes = 4L * queries * shape.headDim();
    long resultBytes = 4L * queries * geometry.valueColumns();
    long query = reserve(thread, queryBytes + resultBytes + queries * scoreStride + 128);
    long result = Memory.roundUp(query + queryBytes, Memory.ALIGNMENT);
    long scores = Memory.roundUp(result + resultBytes, Memory.ALIGNMENT);
    loadQueries(first, end, head, query);
    long keys = geometry.keys(plan.address(segment), head);
    kernels.scores(
        query, 4L * shape.headDim(), queries, keys, blocks, shape.headDim(), scores, scoreStride);
    long values = geometry.value(plan.address(segment), head, 0);
    Memory.ALL.asSlice(result, resultBytes).fill((byte) 0);
    for (int q = 0; q < queries; q++) {
      int row = first + q / group;
      long target = result + 4L * q * geometry.valueColumns();
      attend(row, scores + q * scoreStride, values, geometry.valueColumns(), target);
      writeResult(row, head * group + q % group, target);
    }
  }

  private void loadQueries(int first, int end, int head, long query) {
    int group = shape.groupSize();
    int headDim = shape.headDim();
    float scale = shape.scale();
    long target = query;
    for (int row = first; row < end; row++) {
      long source = fused.row(row) + 4L * head * group * headDim;
      for (int i = 0; i < group * headDim; i++) {
        Memory.setFloat(target, Memory.getFloat(source + 4L * i) * scale);
        target += 4;
      }
    }
  }

  private void attend(int row, long scores, long values, int columns, long result) {
    int prefix = layout.visiblePrefix(row);
    int extras = layout.extraCount(row);
    for (int i = 0; i < extras; i++) { // ascending slots, none below its logical index
      long from = scores + 4L * layout.extraSlot(row, i);
      Memory.setFloat(scores + 4L * (prefix + i), Memory.getFloat(from));
    }
    float inverse = kernels.exponentials(scores, prefix + extras);
    kernels.weighted(scores, 0, 1, values, prefix, columns, result);
    for (int i = 0; i < extras; i++) {
      long value = values + 4L * columns * layout.extraSlot(row, i);
      kernels.weighted(scores + 4L * (prefix + i), 0, 1, value, 1, columns, result);
    }
    for (int c = 0; c < columns; c++) {
      Memory.setFloat(result + 4L * c, Memory.getFloat(result + 4L * c) * inverse);
    }
  }

  private void writeResult(int row, int head, long result) {
    int headDim = shape.headDim();
    Memory.copy(result, out.row(row) + 4L * head * headDim, 4L * headDim);
  }

  private long reserve(int thread, long bytes) {
    if (bytes > scratchBytes[thread]) {
      arena[thread].close();
      arena[thread] = Arena.ofShared();
      scratchBytes[thread] = Math.max(bytes, 2 * scratchBytes[thread]);
      scratch[thread] = Memory.allocate(arena[thread], scratchBytes[thread]);
    }
    return scratch[thread];
  }

  @Override
  public void close() {
    for (Arena each : arena) {
      each.close();
    }
  }
}
