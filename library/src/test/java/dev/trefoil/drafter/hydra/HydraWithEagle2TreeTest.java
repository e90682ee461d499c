package dev.trefoil.drafter.hydra;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.model.Target;

/// Hydra's heads with EAGLE-2's tree.
class HydraWithEagle2TreeTest extends DrafterContract {
  private static final HydraConfig CONFIG = new HydraConfig(new TreeRule.Beam(20, 3, 4));

  @Override
  protected Drafter newDrafter(Target target) {
    HydraNetwork network =
        new HydraNetwork(target, TinyModels.of(HydraWeights.plain(target.config(), 4)));
    return new HydraDrafter(network, target, CONFIG.tree());
  }

  @Override
  protected TreeBudget budget() {
    return CONFIG.budget();
  }
}
