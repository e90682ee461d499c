package dev.trefoil.drafter.eagle;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRules;
import dev.trefoil.drafter.vocabulary.ReducedHeads;
import dev.trefoil.model.Target;

/// With children drawn from a part of the target's head.
class Eagle1ReducedVocabularyTest extends DrafterContract {
  private static final EagleConfig CONFIG = new EagleConfig(EagleVersion.EAGLE1, TreeRules.DRAWN);

  @Override
  protected Drafter newDrafter(Target target) {
    return TinyDrafts.drafter(target, ReducedHeads.ofContract(target), CONFIG);
  }

  @Override
  protected TreeBudget budget() {
    return CONFIG.budget();
  }
}
