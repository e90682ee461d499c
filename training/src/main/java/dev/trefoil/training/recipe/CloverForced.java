package dev.trefoil.training.recipe;

import dev.trefoil.compute.Matrix;
import dev.trefoil.drafter.recurrent.RecurrentNetwork;
import dev.trefoil.drafter.recurrent.RecurrentNetwork.HeadOutput;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Target;
import dev.trefoil.training.draft.DraftBatch;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Clover's heads in training (Xiao et al. 2024a, section 3): head `i` at row `t` guesses the token
/// at `t + i + 2`. The tokens that a head is told are the true ones; the state that it continues is
/// the network's own, and gradients flow back through it.
record CloverForced(RecurrentNetwork network, Target target) implements ForcedHeads {
  @Override
  public List<String> names() {
    return ForcedHeads.counted(network.heads());
  }

  @Override
  public int distance(int head) {
    return head + 2;
  }

  /// The last layer's output before the final norm.
  @Override
  public FeatureTaps taps() {
    return new FeatureTaps(List.of(target.config().layers()));
  }

  @Override
  public void run(
      DraftBatch batch, ForwardOutput features, @Nullable RandomGenerator noise, Guesses guesses) {
    Matrix last = target.backend().keep(features.taps().getFirst()); // [rows, hidden]
    Matrix states = network.augment(last, batch.following(1), batch.layout());
    for (int head = 0; head < network.heads(); head++) {
      HeadOutput output = network.apply(head, states, batch.following(head + 1));
      guesses.show(head, target.network().logits(output.features()));
      states = output.states();
    }
  }
}
