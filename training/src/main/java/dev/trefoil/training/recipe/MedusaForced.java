package dev.trefoil.training.recipe;

import dev.trefoil.drafter.medusa.MedusaHeads;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.training.draft.DraftBatch;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Medusa's heads in training (Cai et al. 2024, section 2.2.1): head `k` at row `t` guesses the
/// token at `t + k + 2` from the target's normalised state alone.
record MedusaForced(MedusaHeads network) implements ForcedHeads {
  @Override
  public List<String> names() {
    return ForcedHeads.counted(network.count());
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
    for (int head = 0; head < network.count(); head++) {
      guesses.show(head, network.logits(head, features.finalNorm()));
    }
  }
}
