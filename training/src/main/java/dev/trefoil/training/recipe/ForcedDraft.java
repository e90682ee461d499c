package dev.trefoil.training.recipe;

import dev.trefoil.compute.Matrix;
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
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Heads and what they are asked to do: Medusa, Hydra, Clover and sorted drafts differ in nothing
/// else.
///
/// A loss is the mean over the rows whose guessed token is one that the target says. It is 0 where
/// there is none.
final class ForcedDraft implements TrainableDraft {
  private final ForcedHeads heads;
  private final List<String> names;
  private final HeadObjective objective;
  private final FrozenTarget target;

  ForcedDraft(ForcedHeads heads, HeadObjective objective, FrozenTarget target) {
    this.heads = heads;
    this.names = heads.names();
    this.objective = objective;
    this.target = target;
    if (names.size() != objective.headWeights().size()) {
      throw new IllegalArgumentException(
          "%d weights for %d heads; one per head is needed"
              .formatted(objective.headWeights().size(), names.size()));
    }
  }

  @Override
  public FeatureTaps taps() {
    return heads.taps();
  }

  /// Exits learn from the texts alone.
  @Override
  public boolean readsTarget() {
    return !heads.areExits() || objective.teacher() > 0;
  }

  @Override
  public DraftPass pass(DraftBatch batch, ForwardOutput features, @Nullable RandomGenerator noise) {
    List<RowTargets> targets = new ArrayList<>();
    for (int head = 0; head < names.size(); head++) {
      int distance = heads.distance(head);
      RowTargets rows = batch.targets(distance - 1, distance);
      targets.add(rows.scaled(1.0 / Math.max(1, rows.count())));
    }
    TargetDistributions truth =
        objective.teacher() > 0
            ? TargetDistributions.of(target, features.finalNorm(), targets, null)
            : null;
    List<LossTerm> terms = new ArrayList<>();
    List<HeadGuess> guesses = new ArrayList<>();
    heads.run(
        batch,
        features,
        noise,
        (head, logits) -> {
          guesses.add(new HeadGuess(logits, targets.get(head).rows(), null));
          if (noise == null || objective.headWeights().get(head) > 0) {
            addLabels(terms, head, logits, batch, targets.get(head));
            addTeacher(terms, head, logits, truth, targets.get(head));
          }
        });
    return new DraftPass(terms, guesses, heads.areExits());
  }

  private void addLabels(
      List<LossTerm> terms, int head, Matrix logits, DraftBatch batch, RowTargets targets) {
    if (objective.labels() > 0) {
      int[] labels = batch.following(heads.distance(head));
      for (int row = 0; row < labels.length; row++) {
        labels[row] = targets.rows()[row] < 0 ? -1 : labels[row];
      }
      terms.add(
          new LossTerm(
              "cross_entropy_" + names.get(head),
              objective.headWeights().get(head) * objective.labels(),
              target.backend().crossEntropy(logits, labels, targets.weights())));
    }
  }

  private void addTeacher(
      List<LossTerm> terms,
      int head,
      Matrix logits,
      @Nullable TargetDistributions truth,
      RowTargets targets) {
    if (truth != null) {
      terms.add(
          new LossTerm(
              "teacher_" + names.get(head),
              objective.headWeights().get(head) * objective.teacher(),
              target.backend().softCrossEntropy(logits, truth.probabilities(), truth.at(targets))));
    }
  }
}
