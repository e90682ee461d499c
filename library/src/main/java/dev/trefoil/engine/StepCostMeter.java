package dev.trefoil.engine;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.KvCache;
import dev.trefoil.model.Target;
import java.util.Arrays;

/// Measures [StepCosts]: chains of rows over a filled cache, logits and arg-max included, in
/// ascending and descending turns so that a drifting machine favours no number. Takes about a
/// second, beside the first pass of each number.
///
/// No pass follows one of its kind, so that what it finds in the processor's caches is what a pass
/// after drafting finds; plain passes after each other can be faster ([PassPace]).
final class StepCostMeter {
  private static final int[] ROWS = {1, 2, 4, 8, 12, 16, 24, 32, 48, 64};
  private static final int CONTEXT_TOKENS = 200;
  private static final int MOST_ROUNDS = 200;
  private static final long BUDGET_NANOS = 1_200_000_000L;

  private final Target target;
  private final Backend backend;
  private final RowLayout layout = new RowLayout();
  private final int[] ids = new int[256];
  private final int[] argmax = new int[256];

  StepCostMeter(Target target) {
    this.target = target;
    this.backend = target.backend();
  }

  StepCosts measure() {
    int context =
        Math.max(0, Math.min(CONTEXT_TOKENS, target.config().contextLength() - ROWS[9] - 1));
    int[] rows = Arrays.stream(ROWS).filter(this::fits).toArray();
    double[][] samples = new double[rows.length][MOST_ROUNDS];
    int rounds = 0;
    long start = System.nanoTime();
    try (KvCache cache = target.newCache(context + ROWS[9])) {
      fill(cache, context);
      for (int count : rows) {
        pass(cache, count); // primitives are made on first use
      }
      long warm = System.nanoTime();
      while (rounds < MOST_ROUNDS
          && (rounds == 0 || System.nanoTime() - Math.max(start, warm) < BUDGET_NANOS)) {
        for (int i = 0; i < rows.length; i++) {
          int at = rounds % 2 == 0 ? i : rows.length - 1 - i;
          samples[at][rounds] = pass(cache, rows[at]);
        }
        rounds++;
      }
    }
    double[] best = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      // whatever disturbs a pass (another process, the compiler) makes it longer
      best[i] = Arrays.stream(samples[i], 0, rounds).min().orElseThrow();
    }
    return new StepCosts(rows, best);
  }

  private boolean fits(int rows) {
    return rows <= 2 || rows < target.config().contextLength();
  }

  private void fill(KvCache cache, int context) {
    for (int done = 0; done < context; ) {
      int rows = Math.min(ids.length, context - done);
      forward(cache, rows);
      cache.commitChain(rows);
      done += rows;
    }
  }

  private double pass(KvCache cache, int rows) {
    long start = System.nanoTime();
    var hidden = forward(cache, rows);
    backend.argmax(target.network().logits(hidden), argmax);
    return (System.nanoTime() - start) * 1e-6;
  }

  private dev.trefoil.compute.Matrix forward(KvCache cache, int rows) {
    layout.clear();
    layout.beginSegment(cache.store(), cache.length());
    for (int row = 0; row < rows; row++) {
      ids[row] = (31 * row + cache.length()) % target.config().vocabularySize();
      layout.addTreeRow(cache.length() + row, row - 1);
    }
    backend.beginStep();
    return target.network().forward(ids, layout, FeatureTaps.NONE).finalNorm();
  }
}
