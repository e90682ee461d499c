package dev.trefoil.drafter.hydra;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.model.Target;

/// Plain Hydra, with an embedding of its own.
class HydraDrafterTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    HydraNetwork network =
        new HydraNetwork(target, TinyModels.of(HydraWeights.plain(target.config(), 4)));
    return new HydraDrafter(network, target, HydraConfig.DEFAULT.tree());
  }

  @Override
  protected TreeBudget budget() {
    return HydraConfig.DEFAULT.budget();
  }
}
