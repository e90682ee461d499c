package dev.trefoil.drafter.clover2;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRules;
import dev.trefoil.model.Target;

class Clover2DrafterTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    return TinyClover2.drafter(target, TreeRules.STATIC);
  }

  @Override
  protected TreeBudget budget() {
    return Clover2Config.DEFAULT.budget();
  }
}
