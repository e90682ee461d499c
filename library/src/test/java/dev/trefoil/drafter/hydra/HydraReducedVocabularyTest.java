package dev.trefoil.drafter.hydra;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.drafter.vocabulary.ReducedHeads;
import dev.trefoil.model.Target;

/// Heads with outputs of their own, with biases, of which they load a part.
class HydraReducedVocabularyTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    HydraNetwork network =
        new HydraNetwork(
            target,
            TinyModels.of(HydraWeights.plain(target.config(), 4)),
            ReducedHeads.ofContract(target));
    return new HydraDrafter(network, target, HydraConfig.DEFAULT.tree());
  }

  @Override
  protected TreeBudget budget() {
    return HydraConfig.DEFAULT.budget();
  }
}
