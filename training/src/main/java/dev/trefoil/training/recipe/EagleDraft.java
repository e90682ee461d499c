package dev.trefoil.training.recipe;

import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.drafter.eagle.EagleNetwork;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.torch.RowTargets;
import dev.trefoil.torch.TorchBackend;
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

/// EAGLE-1 in training: the hidden state and distribution of the next row, from those of the target
/// and the true token (Li et al. 2024, section 3.2).
///
/// A row counts where its own token is marked; sums are divided by the number of counted rows. A
/// validation also lets the draft read its own output, as it does in decoding, for the guesses
/// beyond the first.
final class EagleDraft implements TrainableDraft {
  private static final int GUESSED_TOKENS = 5;
  private static final double EPSILON = 1e-5; // of the published divisor

  private final EagleSettings settings;
  private final FrozenTarget target;
  private final EagleNetwork network;

  EagleDraft(EagleSettings settings, FrozenTarget target, EagleNetwork network) {
    this.settings = settings;
    this.target = target;
    this.network = network;
  }

  @Override
  public FeatureTaps taps() {
    return network.features().taps();
  }

  @Override
  public DraftPass pass(DraftBatch batch, ForwardOutput features, @Nullable RandomGenerator noise) {
    RowTargets targets = batch.targets(1, 0);
    TargetDistributions truth =
        TargetDistributions.of(target, features.finalNorm(), List.of(targets), null);
    Matrix hidden =
        FeatureNoise.added(target.backend(), features.finalNorm(), batch, settings.noise(), noise);
    RowTargets share = targets.scaled(1 / (targets.weight() + EPSILON));
    if (noise != null) {
      Matrix predicted = network.forward(hidden, batch.following(1), batch.layout());
      Matrix logits = network.logits(predicted);
      return new DraftPass(
          terms(predicted, logits, features.finalNorm(), share, truth),
          List.of(new HeadGuess(logits, targets.rows(), null)));
    }
    return validation(batch, features, share, truth, hidden);
  }

  private List<LossTerm> terms(
      Matrix predicted, Matrix logits, Matrix hidden, RowTargets share, TargetDistributions truth) {
    return terms(predicted, logits, hidden, share, truth.probabilities(), truth.at(share));
  }

  /// Both terms.
  ///
  /// @param hidden against whose rows the prediction is held as `share` says
  /// @param probabilities against whose rows the logits are held as `distributions` says
  List<LossTerm> terms(
      Matrix predicted,
      Matrix logits,
      Matrix hidden,
      RowTargets share,
      Matrix probabilities,
      RowTargets distributions) {
    TorchBackend backend = target.backend();
    return List.of(
        new LossTerm(
            "regression", settings.regression(), backend.smoothL1(predicted, hidden, share)),
        new LossTerm(
            "cross_entropy",
            settings.crossEntropy(),
            backend.softCrossEntropy(logits, probabilities, distributions)));
  }

  private DraftPass validation(
      DraftBatch batch,
      ForwardOutput features,
      RowTargets share,
      TargetDistributions truth,
      Matrix hidden) {
    List<LossTerm> terms = List.of();
    List<HeadGuess> guesses = new ArrayList<>();
    Matrix states = hidden;
    int positions = target.target().config().contextLength();
    try (SelfFeeding feeding = new SelfFeeding(target.backend(), batch, positions)) {
      for (int ahead = 1; ahead <= GUESSED_TOKENS; ahead++) {
        RowLayout layout = feeding.next();
        states = network.forward(states, batch.following(ahead), layout);
        Matrix logits = network.logits(states);
        if (ahead == 1) {
          terms = terms(states, logits, features.finalNorm(), share, truth);
        }
        guesses.add(new HeadGuess(logits, batch.targets(ahead, ahead - 1).rows(), null));
      }
    }
    return new DraftPass(terms, guesses);
  }
}
