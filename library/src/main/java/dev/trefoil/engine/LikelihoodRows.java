package dev.trefoil.engine;

import dev.trefoil.decoding.RowPolicy;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TokenTree;
import java.util.List;
import java.util.function.Consumer;

/// Spends rows and levels of drafting by the draft's own probabilities. A node is verified where
/// the chance that it stands is worth more than the time of its row, and a level is drafted where
/// the paths that it goes on from are worth more than its time; time is worth the tokens that the
/// engine makes in it lately. So the trees grow where the draft is sure, on machines where rows are
/// cheap.
///
/// The step costs of the machine are measured; what the draft takes, what passes take after it
/// ([PassPace]; now and then a few plain steps are made to compare), and how far its probabilities
/// hold, is learned from step to step. Where drafting as a whole costs more than it saves, it
/// pauses. Nothing is learned of the time of a step in which the draft catches up with a prompt, or
/// with what was decoded without it: that is spent once, whatever comes.
///
/// Trees whose draft says nothing of its probabilities stay whole, as do those of sampled requests
/// that were drawn, or are by a drafter that proposes by chance ([AdaptiveRows] says why).
final class LikelihoodRows implements RowPolicy {
  private static final double MOST_PASS = 2.2; // of a plain pass: no step is made dearer
  private static final double CONTINUATION = 0.7; // of paths that stand, the share that go on
  private static final double NEWS = 0.02;
  private static final double FIRST_PER_LEVEL = 0.15; // of a plain pass
  private static final double FIRST_GAIN = 1.3; // over plain decoding
  private static final int PROBES_EVERY = 256; // steps
  private static final int FIRST_PROBE = 32;
  private static final int PROBES = 3; // plain steps; the first still follows drafting

  private final StepCosts costs;
  private final boolean chance;
  private final ReachCalibration calibration = new ReachCalibration();
  private final DraftTimes times;
  private final PassPace pace = new PassPace();
  private final DraftPause engineWide = new DraftPause();
  private final TreeChoice choice = new TreeChoice();
  private double tokens; // per step, moving average
  private double milliseconds; // per step, by measured step costs
  private int depth; // of the deepest proposal of this step
  private boolean drafts; // in this step, some sequence
  private boolean drafted; // in the step before
  private boolean begins; // some sequence, in this step
  private int steps;

  /// @param chance whether sampled requests get trees that were drawn
  LikelihoodRows(StepCosts costs, boolean chance) {
    this.costs = costs;
    this.chance = chance;
    this.times = new DraftTimes(FIRST_PER_LEVEL * costs.of(1));
    this.tokens = FIRST_GAIN;
    this.milliseconds = costs.of(1);
  }

  private boolean leftAlone(Sequence sequence) {
    return chance && !sequence.sampling().options().isGreedy();
  }

  @Override
  public void beforePropose(List<Sequence> batch) {
    boolean probe =
        steps % PROBES_EVERY >= FIRST_PROBE && steps % PROBES_EVERY < FIRST_PROBE + PROBES;
    steps++;
    drafted = drafts;
    drafts = false;
    begins = false;
    int affordable = affordable(batch.size());
    double price = rate(batch.size()) * times.perLevel() / (CONTINUATION * batch.size());
    for (Sequence sequence : batch) {
      DraftPause pause = pause(sequence);
      TokenTree tree = sequence.tree();
      if (!leftAlone(sequence)) {
        tree.limit(probe || pause.pauses() ? 1 : affordable);
        tree.askForReach(price);
      }
      drafts |= tree.room() > 1;
    }
  }

  /// Tokens that a millisecond is worth: what drafting yields, or plain decoding where that is
  /// more.
  private double rate(int sequences) {
    return Math.max(tokens / milliseconds, sequences / plain(sequences));
  }

  /// Milliseconds of a plain pass beside which the measured costs are those of passes after
  /// drafting.
  private double plain(int sequences) {
    return costs.of(sequences) / pace.excess();
  }

  /// Nodes of each tree, root included, so that the pass stays below a few plain ones.
  private int affordable(int sequences) {
    double most = MOST_PASS * costs.of(sequences);
    int nodes = 2;
    while (nodes < 128 && costs.of(sequences * (nodes + 1)) <= most) {
      nodes++;
    }
    return nodes;
  }

  @Override
  public void afterPropose(List<Sequence> batch) {
    depth = 0;
    int rows = batch.size();
    for (Sequence sequence : batch) {
      TokenTree tree = sequence.tree();
      depth = Math.max(depth, tree.depth(tree.size() - 1));
      if (tree.wantsReach() && tree.size() > 1 && !tree.wasDrawn()) {
        int before = rows;
        choice.shrink(tree, calibration, count -> costs.of(before + count), rate(batch.size()));
      }
      rows += tree.size() - 1;
    }
  }

  @Override
  public void afterStep(List<Sequence> batch, StepOutput output) {
    int rows = 0;
    int newTokens = 0;
    for (int s = 0; s < batch.size(); s++) {
      TokenTree tree = batch.get(s).tree();
      rows += tree.size();
      newTokens += output.decision(s).count();
      if (tree.size() > 1) {
        calibration.learn(tree, output.decision(s));
      }
    }
    double cost = costs.of(rows);
    if (!drafts && !drafted) {
      pace.learnPlain(output.verifyNanos(), cost);
    }
    if (drafts && drafted && !begins) {
      pace.learnDrafted(output.verifyNanos(), cost);
      double drafting = costs.ofDrafting(rows, output);
      if (depth > 0) {
        times.learn(depth, drafting);
        tokens += NEWS * (newTokens - tokens);
        milliseconds += NEWS * (cost + drafting - milliseconds);
      }
      double plainSteps = newTokens / (double) batch.size();
      double spent = (cost + drafting) / plain(batch.size());
      forAll(batch, pause -> pause.learn(plainSteps, spent));
    } else {
      forAll(batch, DraftPause::pass);
    }
  }

  private void forAll(List<Sequence> batch, Consumer<DraftPause> action) {
    action.accept(engineWide);
    for (Sequence sequence : batch) {
      action.accept(pause(sequence));
    }
  }

  /// A sequence begins with what the engine has learned from all.
  private DraftPause pause(Sequence sequence) {
    if (sequence.policyState() instanceof DraftPause pause) {
      return pause;
    }
    begins = true;
    DraftPause pause = new DraftPause(engineWide);
    sequence.policyState(pause);
    return pause;
  }
}
