package dev.trefoil.training.recipe;

import dev.trefoil.compute.Matrix;
import dev.trefoil.drafter.hydra.HydraNetwork;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.torch.TorchBackend;
import dev.trefoil.torch.TorchSettings;
import dev.trefoil.training.draft.DraftBatch;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Hydra's heads in training (Ankner et al. 2024, section 3): head `i` at row `t` guesses the token
/// at `t + i + 2` from the target's normalised state and the `i + 1` tokens after it.
///
/// @param dropout share of each block's inputs that a training pass leaves out
record HydraForced(HydraNetwork network, TorchBackend backend, double dropout)
    implements ForcedHeads {
  @Override
  public List<String> names() {
    return ForcedHeads.counted(network.heads());
  }

  @Override
  public int distance(int head) {
    return head + 2;
  }

  @Override
  public FeatureTaps taps() {
    return FeatureTaps.NONE;
  }

  @Override
  public void run(
      DraftBatch batch, ForwardOutput features, @Nullable RandomGenerator noise, Guesses guesses) {
    UnaryOperator<Matrix> input = UnaryOperator.identity();
    if (noise != null && dropout > 0) {
      TorchSettings.seed(noise.nextLong());
      input = x -> backend.dropout(x, dropout);
    }
    Matrix inputs = network.start(backend.keep(features.finalNorm()), batch.layout());
    for (int head = 0; head < network.heads(); head++) {
      inputs = network.append(inputs, batch.following(head + 1)); // [rows, (head + 2) hidden]
      guesses.show(head, network.logits(head, inputs, input));
    }
  }
}
