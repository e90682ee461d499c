package dev.trefoil.engine;

import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.RowPolicy;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TokenTree;
import java.util.List;

/// Spends rows where they return more than they cost: for each tree the size with the most expected
/// tokens per expected time, from what steps cost here and from what trees with the same evidence
/// were worth lately in this sequence. Where no size beats plain decoding the tree is dropped, and
/// after a pause that doubles a small one is tried again. Where drafting as a whole costs more than
/// it saves, it pauses too.
///
/// A drafter that says nothing of its evidence is told the room before it proposes, so that it can
/// make the best tree of that size, and does not draft what would be dropped.
///
/// Sampled requests of a drafter that proposes by chance are left alone: the shape of their trees
/// must not depend on the clock or on the neighbours, or the same seed could give another answer.
final class AdaptiveRows implements RowPolicy {
  private static final int EVIDENCE_CLASSES = 12;
  private static final double EXTRA_ROWS_SHARE = 1.5; // of a plain step, with them

  private final StepCosts costs;
  private final boolean chance;
  private final int affordableExtraRows;
  private final SpeculationRecord engineWide = new SpeculationRecord(EVIDENCE_CLASSES);
  private boolean evidenceSeen;
  private double draftMillisPerNode;

  /// @param chance whether sampled requests get trees that were drawn
  AdaptiveRows(StepCosts costs, boolean chance) {
    this.costs = costs;
    this.chance = chance;
    this.affordableExtraRows = affordableExtraRows(costs);
  }

  private boolean leftAlone(Sequence sequence) {
    return chance && !sequence.sampling().options().isGreedy();
  }

  @Override
  public void beforePropose(List<Sequence> batch) {
    int affordable = affordableExtraRows / batch.size();
    Spending spending = new Spending(costs, batch);
    for (Sequence sequence : batch) {
      if (!leftAlone(sequence)) {
        SpeculationRecord record = record(sequence);
        TokenTree tree = sequence.tree();
        if (record.pause().pauses()) {
          tree.limit(1);
        } else if (!evidenceSeen) {
          tree.limit(spending.best(record.of(0), tree.room(), draftMillisPerNode));
        }
        sequence.extraRows().limit(tree.room() == 1 ? 0 : affordable);
      }
    }
  }

  private static int affordableExtraRows(StepCosts costs) {
    int affordable = 0;
    while (affordable < 256 && costs.of(1 + affordable) <= EXTRA_ROWS_SHARE * costs.of(1)) {
      affordable++;
    }
    return affordable;
  }

  @Override
  public void afterPropose(List<Sequence> batch) {
    Spending spending = new Spending(costs, batch);
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
    int rows = 0;
    int newTokens = 0;
    for (int s = 0; s < batch.size(); s++) {
      Sequence sequence = batch.get(s);
      TokenTree tree = sequence.tree();
      Decision decision = output.decision(s);
      drafted += tree.size() - 1;
      rows += tree.size() + sequence.extraRows().size();
      newTokens += decision.count();
      if (tree.size() > 1) {
        record(sequence).of(tree.evidence()).learn(tree.size(), size -> within(decision, size));
        engineWide.of(tree.evidence()).learn(tree.size(), size -> within(decision, size));
      }
    }
    if (drafted > 0) {
      double news = output.draftNanos() * 1e-6 / drafted;
      draftMillisPerNode += 0.1 * (news - draftMillisPerNode);
    }
    learnWhatItSaved(batch, output, rows, newTokens);
  }

  /// Measured costs say what the rows were worth in plain steps.
  private void learnWhatItSaved(List<Sequence> batch, StepOutput output, int rows, int newTokens) {
    double spent = (costs.of(rows) + costs.ofDrafting(rows, output)) / costs.of(batch.size());
    double plainSteps = newTokens / (double) batch.size();
    engineWide.pause().learn(plainSteps, spent);
    for (Sequence sequence : batch) {
      record(sequence).pause().learn(plainSteps, spent);
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
}
