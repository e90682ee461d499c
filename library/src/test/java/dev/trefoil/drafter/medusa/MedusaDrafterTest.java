package dev.trefoil.drafter.medusa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.StaticTrees;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.model.Target;
import org.junit.jupiter.api.Test;

class MedusaDrafterTest extends DrafterContract {
  @Override
  protected Drafter newDrafter(Target target) {
    MedusaHeads heads =
        new MedusaHeads(
            target, TinyModels.of(MedusaWeights.random(target.config(), "", 4, true)), 4);
    return new MedusaDrafter(heads, target, MedusaConfig.DEFAULT.tree());
  }

  @Override
  protected TreeBudget budget() {
    return MedusaConfig.DEFAULT.budget();
  }

  @Test
  void everyModelHasTheTreeThatWasPublishedForIt() {
    assertThat(MedusaConfig.forModel("lmsys/vicuna-13b-v1.5").tree())
        .isSameAs(StaticTrees.MEDUSA_VICUNA_13B_STAGE2);
    assertThat(MedusaConfig.forModel("HuggingFaceH4/Zephyr-7b-beta").tree())
        .isSameAs(StaticTrees.MEDUSA_ZEPHYR_STAGE2);
    assertThat(MedusaConfig.forModel("some-llama")).isEqualTo(MedusaConfig.DEFAULT);
  }
}
