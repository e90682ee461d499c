package dev.trefoil.drafter.clover2;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.drafter.recurrent.DraftTrees;
import dev.trefoil.model.Target;

class Clover2WithEagle2TreeTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    return Clover2DrafterTest.drafter(target, DraftTrees.EAGLE2);
  }

  @Override
  protected TreeBudget budget() {
    return new Clover2Config(DraftTrees.EAGLE2, 5).budget();
  }
}
