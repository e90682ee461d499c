package dev.trefoil.engine;

import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.RowPolicy;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TokenTree;
import java.util.List;

/// Spends rows where they return more than they cost: for each tree the size with the most expected
/// tokens per expected time, from the measured [StepCosts] and from what trees with the same
/// evidence were worth lately in this sequence. Where no size beats plain decoding the tree is
/// dropped, and after a pause that doubles a small one is tried again.
///
/// A drafter that says nothing of its evidence is told the room before it proposes, so that it can
/// make the best tree of that size, and does not draft what would be dropped.
///
/// Sampled chains of a draft model are left alone: their length must not depend on the clock or on
/// the neighbours, or the same seed could give another answer.
final class AdaptiveRows implements RowPolicy {
  private static final int EVIDENCE_CLASSES = 12;
  private static final int TRIAL_SIZE = 4;
  private static final double MARGIN = 1.03; // a size must promise this much more than plain

  private final StepCosts costs;
  private final SpeculationRecord engineWide = new SpeculationRecord(EVIDENCE_CLASSES);
  private final boolean chance;
  private boolean evidenceSeen;
  private double draftMillisPerNode;

  /// @param chance whether sampled requests get trees that were drawn
  AdaptiveRows(StepCosts costs, boolean chance) {
    this.costs = costs;
    this.chance = chance;
  }

  @Override
  public void beforePropose(List<Sequence> batch) {
    limitExtraRows(batch);
    if (evidenceSeen) {
      return;
    }
    Spending spending = new Spending(batch);
    for (Sequence sequence : batch) {
      if (!chance || sequence.sampling().options().isGreedy()) {
        TokenTree tree = sequence.tree();
        tree.limit(spending.best(record(sequence).of(0), tree.room(), draftMillisPerNode));
      }
    }
  }

  /// Extra rows cost like any other; no more of them than half a plain step.
  private void limitExtraRows(List<Sequence> batch) {
    int affordable = 0;
    while (affordable < 256 && costs.of(1 + affordable) <= 1.5 * costs.of(1)) {
      affordable++;
    }
    for (Sequence sequence : batch) {
      sequence.extraRows().limit(affordable / batch.size());
    }
  }

  @Override
  public void afterPropose(List<Sequence> batch) {
    Spending spending = new Spending(batch);
    for (Sequence sequence : batch) {
      TokenTree tree = sequence.tree();
      evidenceSeen |= tree.evidence() > 0;
      if (evidenceSeen && tree.size() > 1 && !tree.wasDrawn()) {
        tree.truncate(spending.best(record(sequence).of(tree.evidence()), tree.size(), 0));
      }
    }
  }

  @Override
  public void afterStep(List<Sequence> batch, StepOutput output) {
    int drafted = 0;
    for (int s = 0; s < batch.size(); s++) {
      Sequence sequence = batch.get(s);
      TokenTree tree = sequence.tree();
      drafted += tree.size() - 1;
      if (tree.size() > 1) {
        Decision decision = output.decision(s);
        record(sequence).of(tree.evidence()).learn(tree.size(), size -> within(decision, size));
        engineWide.of(tree.evidence()).learn(tree.size(), size -> within(decision, size));
      }
    }
    if (drafted > 0) {
      double news = output.draftNanos() * 1e-6 / drafted;
      draftMillisPerNode += 0.1 * (news - draftMillisPerNode);
    }
  }

  /// Accepted nodes among the first `size` of the tree, the root not counted.
  private static int within(Decision decision, int size) {
    int count = 0;
    while (count + 1 < decision.count() && decision.node(count + 1) < size) {
      count++;
    }
    return count;
  }

  /// A sequence begins with what the engine has learned from all.
  private SpeculationRecord record(Sequence sequence) {
    if (sequence.policyState() instanceof SpeculationRecord record) {
      return record;
    }
    SpeculationRecord record = new SpeculationRecord(engineWide);
    sequence.policyState(record);
    return record;
  }

  /// Rows and tokens of a step as they are given out to one sequence after another.
  private final class Spending {
    private int rows;
    private double tokens;

    Spending(List<Sequence> batch) {
      for (Sequence sequence : batch) {
        rows += 1 + sequence.extraRows().size();
        tokens += 1;
      }
    }

    /// The size that promises most tokens per time, at most `most`; 1 for none.
    int best(GainEstimate estimate, int most, double draftMillis) {
      double plainRate = tokens / costs.of(rows);
      double bestRate = plainRate * MARGIN;
      int best = 1;
      double bestGain = 0;
      for (int i = 1; i < GainEstimate.SIZES.length && GainEstimate.SIZES[i - 1] < most; i++) {
        int size = Math.min(GainEstimate.SIZES[i], most);
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
}
