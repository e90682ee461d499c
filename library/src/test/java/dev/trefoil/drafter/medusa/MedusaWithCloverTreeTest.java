package dev.trefoil.drafter.medusa;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRules;
import dev.trefoil.model.Target;

/// Medusa's heads with the tree by which Clover's paper compares the two.
class MedusaWithCloverTreeTest extends DrafterContract {
  private static final MedusaConfig CONFIG =
      new MedusaConfig(TreeRules.CLOVER, MedusaConfig.DEFAULT.maxHeads());

  @Override
  protected Drafter newDrafter(Target target) {
    MedusaHeads heads =
        new MedusaHeads(
            target, TinyModels.of(MedusaWeights.random(target.config(), "", 4, true)), 4);
    return new MedusaDrafter(heads, target, CONFIG.tree());
  }

  @Override
  protected TreeBudget budget() {
    return CONFIG.budget();
  }
}
