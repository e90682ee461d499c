package dev.trefoil.drafter.clover2;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.drafter.vocabulary.ReducedHeads;
import dev.trefoil.model.Target;

class Clover2ReducedVocabularyTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    return TinyClover2.drafter(
        target, ReducedHeads.ofContract(target), Clover2Config.DEFAULT.tree());
  }

  @Override
  protected TreeBudget budget() {
    return Clover2Config.DEFAULT.budget();
  }
}
