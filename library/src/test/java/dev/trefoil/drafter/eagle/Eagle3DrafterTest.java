package dev.trefoil.drafter.eagle;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.model.Target;

class Eagle3DrafterTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    return TinyDrafts.drafter(target, EagleConfig.EAGLE3);
  }

  @Override
  protected TreeBudget budget() {
    return EagleConfig.EAGLE3.budget();
  }
}
