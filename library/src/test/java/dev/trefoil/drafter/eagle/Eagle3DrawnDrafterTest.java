package dev.trefoil.drafter.eagle;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRules;
import dev.trefoil.model.Target;

/// With children drawn from a smaller vocabulary than the target's.
class Eagle3DrawnDrafterTest extends DrafterContract {
  private static final EagleConfig CONFIG = new EagleConfig(EagleVersion.EAGLE3, TreeRules.DRAWN);

  @Override
  protected Drafter newDrafter(Target target) {
    return TinyDrafts.drafter(target, CONFIG);
  }

  @Override
  protected TreeBudget budget() {
    return CONFIG.budget();
  }
}
