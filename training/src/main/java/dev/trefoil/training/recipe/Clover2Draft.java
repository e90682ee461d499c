package dev.trefoil.training.recipe;

import dev.trefoil.compute.Matrix;
import dev.trefoil.drafter.recurrent.RecurrentNetwork;
import dev.trefoil.drafter.recurrent.RecurrentNetwork.HeadOutput;
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

/// Clover-2 in training: all heads at once over whole texts, each given the true tokens and the
/// state that the heads before it made.
///
/// With `m` the marks of the texts, head `i` at row `t` is held against the target's last hidden
/// state and distribution at row `t + i + 1`, and counts where `m[t + i]` does; sums are divided by
/// the number of counted rows plus 1.
final class Clover2Draft implements TrainableDraft {
  private final Clover2Settings settings;
  private final FrozenTarget target;
  private final RecurrentNetwork network;

  Clover2Draft(Clover2Settings settings, FrozenTarget target, RecurrentNetwork network) {
    this.settings = settings;
    this.target = target;
    this.network = network;
  }

  /// The last layer's output before the final norm.
  @Override
  public FeatureTaps taps() {
    return new FeatureTaps(List.of(target.target().config().layers()));
  }

  @Override
  public DraftPass pass(DraftBatch batch, ForwardOutput features, @Nullable RandomGenerator noise) {
    TorchBackend backend = target.backend();
    List<RowTargets> targets = new ArrayList<>();
    for (int head = 0; head < settings.heads(); head++) {
      RowTargets counted = batch.targets(head + 1, head);
      targets.add(counted.scaled(1 / (counted.weight() + 1)));
    }
    TargetDistributions truth = TargetDistributions.of(target, features.finalNorm(), targets, null);
    Matrix hidden =
        FeatureNoise.added(backend, features.taps().getFirst(), batch, settings.noise(), noise);
    Matrix states = network.augment(hidden, batch.following(1), batch.layout());
    List<LossTerm> terms = new ArrayList<>();
    List<HeadGuess> guesses = new ArrayList<>();
    double weight = 1;
    for (int head = 0; head < settings.heads(); head++) {
      HeadOutput output = network.apply(head, states, batch.following(head + 1));
      states = output.states();
      Matrix logits = target.target().network().logits(output.features());
      RowTargets own = targets.get(head);
      terms.add(
          new LossTerm(
              "regression_" + (head + 1),
              weight * settings.regression(),
              backend.smoothL1(output.features(), features.finalNorm(), own)));
      terms.add(
          new LossTerm(
              "cross_entropy_" + (head + 1),
              weight * settings.crossEntropy(),
              backend.softCrossEntropy(logits, truth.probabilities(), truth.at(own))));
      guesses.add(new HeadGuess(logits, own.rows(), null));
      weight *= settings.decay();
    }
    return new DraftPass(terms, guesses);
  }
}
