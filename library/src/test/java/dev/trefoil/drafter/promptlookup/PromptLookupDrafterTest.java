package dev.trefoil.drafter.promptlookup;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.model.Target;

class PromptLookupDrafterTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    return new PromptLookupDrafter(PromptLookupConfig.DEFAULT);
  }

  @Override
  protected TreeBudget budget() {
    int draftTokens = PromptLookupConfig.DEFAULT.draftTokens();
    return new TreeBudget(1 + draftTokens, draftTokens);
  }
}
