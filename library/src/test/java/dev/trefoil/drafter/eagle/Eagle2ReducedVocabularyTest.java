package dev.trefoil.drafter.eagle;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.drafter.vocabulary.ReducedHeads;
import dev.trefoil.model.Target;

class Eagle2ReducedVocabularyTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    return TinyDrafts.drafter(target, ReducedHeads.ofContract(target), EagleConfig.EAGLE2);
  }

  @Override
  protected TreeBudget budget() {
    return EagleConfig.EAGLE2.budget();
  }
}
