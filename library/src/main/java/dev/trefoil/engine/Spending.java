package dev.trefoil.engine;

import dev.trefoil.decoding.Sequence;
import java.util.List;

/// Rows and tokens of one step as they are given out to one sequence after another.
final class Spending {
  private static final int TRIAL_SIZE = 4;
  private static final double MARGIN = 1.03; // a size must promise this much more than plain

  private final StepCosts costs;
  private int rows;
  private double tokens;

  Spending(StepCosts costs, List<Sequence> batch) {
    this.costs = costs;
    for (Sequence sequence : batch) {
      rows += 1 + sequence.extraRows().size();
      tokens += 1;
    }
  }

  /// The size that promises most tokens per time, at most `most`; 1 for none. Only sizes of
  /// [GainEstimate#SIZES]: the backend makes its products ready for every new number of rows, which
  /// takes as long as a few steps of a small model.
  ///
  /// @param draftMillis time of drafting one node, if it is not drafted yet
  int best(GainEstimate estimate, int most, double draftMillis) {
    double bestRate = tokens / costs.of(rows) * MARGIN;
    int best = 1;
    double bestGain = 0;
    for (int i = 1; i < GainEstimate.SIZES.length && GainEstimate.SIZES[i] <= most; i++) {
      int size = GainEstimate.SIZES[i];
      double time = costs.of(rows + size - 1) + draftMillis * (size - 1);
      double rate = (tokens + estimate.gain(i)) / time;
      if (rate > bestRate) {
        bestRate = rate;
        best = size;
        bestGain = estimate.gain(i);
      }
    }
    if (best == 1 && most > 1 && estimate.timeToLookAgain()) {
      best = Math.min(TRIAL_SIZE, most);
    }
    rows += best - 1;
    tokens += bestGain;
    return best;
  }
}
