package dev.trefoil.compute.cpu;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.RowLayout;
import java.util.Arrays;

/// Attention of a few rows at one key-value head.
///
/// Scores are computed slot by slot for every block that holds a slot some row may see; then each
/// row's visible scores move together into logical order (prefix, then extra slots), and from there
/// on slot numbers no longer matter. What stands in slots that a row does not see is computed with,
/// lane by lane, and thrown away, so it may be anything.
final class AttentionTask implements Task {
  private static final int BLOCK = AttentionKernels.BLOCK;

  /// Queries whose values are added together.
  private static final int TILE = 4;

  /// Keys whose values are added for all queries before the next: what a first-level cache holds.
  private static final int RUN = 128;

  private final AttentionKernels kernels;
  private final float[][] scratch; // [thread]: queries, sums, reciprocals, scores
  private CpuMatrix fused = new CpuMatrix();
  private CpuMatrix out = new CpuMatrix();
  private AttentionShape shape = new AttentionShape(1, 1, 1);
  private RowLayout layout = new RowLayout();
  private AttentionPlan plan = new AttentionPlan();

  AttentionTask(AttentionKernels kernels, int threads) {
    this.kernels = kernels;
    this.scratch = new float[threads][0];
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
    int headDim = shape.headDim();
    int columns = geometry.valueColumns();
    int queries = (end - first) * group;
    int blocks = (slots(first, end) + BLOCK - 1) / BLOCK;
    int stride = BLOCK * blocks;
    int sums = queries * headDim;
    int reciprocals = sums + queries * columns;
    int scores = reciprocals + queries;
    float[] s = reserve(thread, scores + (long) queries * stride);
    for (int row = first; row < end; row++) {
      long source = fused.row(row) + 4L * head * group * headDim;
      int target = (row - first) * group * headDim;
      kernels.loadScaled(source, shape.scale(), s, target, group * headDim);
    }
    long keys = geometry.keys(plan.address(segment), head);
    kernels.scores(s, 0, queries, keys, blocks, headDim, scores, stride);
    for (int q = 0; q < queries; q++) {
      s[reciprocals + q] = normalise(first + q / group, s, scores + q * stride);
    }
    Arrays.fill(s, sums, reciprocals, 0f);
    long values = geometry.value(plan.address(segment), head, 0);
    addPrefixes(first, queries, s, scores, stride, values, columns, sums);
    for (int q = 0; q < queries; q++) {
      int row = first + q / group;
      addExtras(row, s, scores + q * stride, values, columns, sums + q * columns);
      long place = out.row(row) + 4L * (head * group + q % group) * headDim;
      kernels.storeScaled(s, sums + q * columns, s[reciprocals + q], place, headDim);
    }
  }

  /// Slots up to the last that one of the rows sees.
  private int slots(int first, int end) {
    int slots = 0;
    for (int row = first; row < end; row++) {
      int extra = layout.extraCount(row) == 0 ? 0 : layout.slot(row) + 1;
      slots = Math.max(slots, Math.max(layout.visiblePrefix(row), extra));
    }
    return slots;
  }

  /// Brings the scores of the visible slots into logical order and replaces them by weights;
  /// returns the reciprocal of their sum.
  private float normalise(int row, float[] s, int scores) {
    int prefix = layout.visiblePrefix(row);
    int extras = layout.extraCount(row);
    for (int i = 0; i < extras; i++) { // ascending slots, none below its logical index
      s[scores + prefix + i] = s[scores + layout.extraSlot(row, i)];
    }
    return kernels.exponentials(s, scores, prefix + extras);
  }

  /// Adds the values of the visible prefixes, a run of keys at a time while it is in cache.
  private void addPrefixes(
      int first,
      int queries,
      float[] s,
      int scores,
      int stride,
      long values,
      int columns,
      int sums) {
    int longest = 0;
    for (int q = 0; q < queries; q += shape.groupSize()) {
      longest = Math.max(longest, prefix(first, q));
    }
    for (int from = 0; from < longest; from += RUN) {
      long value = values + 4L * columns * from;
      for (int q = 0; q < queries; q += TILE) {
        int count = Math.min(TILE, queries - q);
        addRun(first, q, count, from, s, scores + q * stride, stride, value, columns, sums);
      }
    }
  }

  /// One run of keys for a tile of queries: for all at once as far as all of them see, then for
  /// each alone.
  private void addRun(
      int first,
      int tile,
      int count,
      int from,
      float[] s,
      int scores,
      int stride,
      long values,
      int columns,
      int sums) {
    int common = Integer.MAX_VALUE;
    for (int q = tile; q < tile + count; q++) {
      common = Math.min(common, prefix(first, q));
    }
    int shared = Math.clamp(common - from, 0, RUN);
    int target = sums + tile * columns;
    kernels.weighted(s, scores + from, stride, count, values, shared, columns, target);
    long rest = values + 4L * columns * shared;
    for (int i = 0; i < count; i++) {
      int own = Math.clamp(prefix(first, tile + i) - from, 0, RUN);
      if (own > shared) {
        int weights = scores + i * stride + from + shared;
        int place = target + i * columns;
        kernels.weighted(s, weights, stride, 1, rest, own - shared, columns, place);
      }
    }
  }

  private int prefix(int first, int query) {
    return layout.visiblePrefix(first + query / shape.groupSize());
  }

  private void addExtras(int row, float[] s, int scores, long values, int columns, int sums) {
    int prefix = layout.visiblePrefix(row);
    for (int i = 0; i < layout.extraCount(row); i++) {
      long value = values + 4L * columns * layout.extraSlot(row, i);
      kernels.weighted(s, scores + prefix + i, 0, 1, value, 1, columns, sums);
    }
  }

  private float[] reserve(int thread, long elements) {
    if (elements > scratch[thread].length) {
      long larger =
          Math.max(elements, Math.min(2L * scratch[thread].length, Integer.MAX_VALUE - 8));
      scratch[thread] = new float[Math.toIntExact(larger)];
    }
    return scratch[thread];
  }
}
