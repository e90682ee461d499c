package dev.trefoil.drafter.clover2;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRules;
import dev.trefoil.model.Target;

class Clover2WithDrawnTreeTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    return TinyClover2.drafter(target, TreeRules.DRAWN);
  }

  @Override
  protected TreeBudget budget() {
    return new Clover2Config(TreeRules.DRAWN, 5).budget();
  }
}
