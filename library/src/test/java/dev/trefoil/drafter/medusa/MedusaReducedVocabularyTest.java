package dev.trefoil.drafter.medusa;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.drafter.vocabulary.ReducedHeads;
import dev.trefoil.model.Target;

/// Heads that share the target's output, of which they take a part.
class MedusaReducedVocabularyTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    MedusaHeads heads =
        new MedusaHeads(
            target,
            TinyModels.of(MedusaWeights.random(target.config(), "", 4, false)),
            ReducedHeads.ofContract(target),
            4);
    return new MedusaDrafter(heads, target, MedusaConfig.DEFAULT.tree());
  }

  @Override
  protected TreeBudget budget() {
    return MedusaConfig.DEFAULT.budget();
  }
}
