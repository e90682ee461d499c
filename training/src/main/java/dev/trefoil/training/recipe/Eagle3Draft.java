package dev.trefoil.training.recipe;

import dev.trefoil.compute.Matrix;
import dev.trefoil.drafter.eagle.EagleNetwork;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.torch.RowTargets;
import dev.trefoil.training.draft.DraftBatch;
import dev.trefoil.training.draft.DraftPass;
import dev.trefoil.training.draft.FrozenTarget;
import dev.trefoil.training.draft.HeadGuess;
import dev.trefoil.training.draft.LossTerm;
import dev.trefoil.training.draft.TargetDistributions;
import dev.trefoil.training.draft.TrainableDraft;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// EAGLE-3 in training: pass after pass over the same texts, each reading what the one before made
/// (Li et al. 2025, section 3.2).
///
/// Pass `j` at row `t` reads the token at `t + j + 1` and is held against the target's distribution
/// over the draft's tokens at row `t + j + 1`; it counts where the token at `t + j` is marked and
/// the target's likeliest token is one of the draft's. Sums are divided by all rows. The published
/// code also holds the last row of a text, whose successor nobody knows, against a uniform
/// distribution; here it does not count.
final class Eagle3Draft implements TrainableDraft {
  private final Eagle3Settings settings;
  private final FrozenTarget target;
  private final EagleNetwork network;
  private final int @Nullable [] tokens; // by column; null when columns are the target's ids
  private final int @Nullable [] columnOf; // by token, -1 for one that the draft does not know

  Eagle3Draft(Eagle3Settings settings, FrozenTarget target, EagleNetwork network) {
    this.settings = settings;
    this.target = target;
    this.network = network;
    int all = target.target().config().vocabularySize();
    int known = network.vocabulary().size();
    this.tokens = known == all ? null : new int[known];
    this.columnOf = known == all ? null : new int[all];
    if (tokens != null && columnOf != null) {
      Arrays.fill(columnOf, -1);
      for (int column = 0; column < known; column++) {
        tokens[column] = network.vocabulary().targetToken(column);
        columnOf[tokens[column]] = column;
      }
    }
  }

  @Override
  public FeatureTaps taps() {
    return network.features().taps();
  }

  @Override
  public DraftPass pass(DraftBatch batch, ForwardOutput features, @Nullable RandomGenerator noise) {
    List<RowTargets> targets = new ArrayList<>();
    for (int step = 0; step < settings.steps(); step++) {
      targets.add(batch.targets(step + 1, step));
    }
    TargetDistributions truth =
        TargetDistributions.of(target, features.finalNorm(), targets, tokens);
    List<RowTargets> shares = new ArrayList<>();
    for (RowTargets own : targets) {
      shares.add(truth.at(known(own, truth).scaled(1.0 / batch.rows())));
    }
    Matrix states = network.features().of(target.backend(), features);
    DraftPass pass = unroll(batch, states, truth.probabilities(), shares);
    List<HeadGuess> guesses = new ArrayList<>();
    for (int step = 0; step < settings.steps(); step++) {
      Matrix logits = pass.guesses().get(step).logits();
      guesses.add(new HeadGuess(logits, targets.get(step).rows(), columnOf));
    }
    return new DraftPass(pass.terms(), guesses);
  }

  /// Leaves out the rows at which the target would say what the draft cannot.
  private RowTargets known(RowTargets targets, TargetDistributions truth) {
    if (columnOf == null) {
      return targets;
    }
    int[] rows = targets.rows().clone();
    for (int row = 0; row < rows.length; row++) {
      boolean unknown = rows[row] >= 0 && columnOf[truth.choice(rows[row])] < 0;
      rows[row] = unknown ? -1 : rows[row];
    }
    return new RowTargets(rows, targets.weights());
  }

  /// All passes.
  ///
  /// @param states what the target hands over, `[rows, 3 hidden]`
  /// @param shares per pass, against which of the distributions each row is held
  DraftPass unroll(DraftBatch batch, Matrix states, Matrix probabilities, List<RowTargets> shares) {
    List<LossTerm> terms = new ArrayList<>();
    List<HeadGuess> guesses = new ArrayList<>();
    int positions = target.target().config().contextLength();
    Matrix present = states;
    double weight = 1;
    try (SelfFeeding feeding = new SelfFeeding(target.backend(), batch, positions)) {
      for (int step = 0; step < shares.size(); step++) {
        present = network.forward(present, batch.following(step + 1), feeding.next());
        Matrix logits = network.logits(present);
        terms.add(
            new LossTerm(
                "cross_entropy_" + (step + 1),
                weight,
                target.backend().softCrossEntropy(logits, probabilities, shares.get(step))));
        guesses.add(new HeadGuess(logits, shares.get(step).rows(), columnOf));
        weight *= settings.decay();
      }
    }
    return new DraftPass(terms, guesses);
  }
}
