package dev.trefoil.drafter.clover2;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRules;
import dev.trefoil.model.Target;

class Clover2WithCloverTreeTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    return TinyClover2.drafter(target, TreeRules.CLOVER);
  }

  @Override
  protected TreeBudget budget() {
    return new Clover2Config(TreeRules.CLOVER, 5).budget();
  }
}
