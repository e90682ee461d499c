package dev.trefoil.drafter.medusa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.StaticTrees;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.model.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        .isEqualTo(new TreeRule.Static(StaticTrees.MEDUSA_VICUNA_13B_STAGE2));
    assertThat(MedusaConfig.forModel("HuggingFaceH4/Zephyr-7b-beta").tree())
        .isEqualTo(new TreeRule.Static(StaticTrees.MEDUSA_ZEPHYR_STAGE2));
    assertThat(MedusaConfig.forModel("some-llama")).isEqualTo(MedusaConfig.DEFAULT);
  }

  @Test
  void headsNameTheirModel(@TempDir Path directory) throws IOException {
    assertThat(MedusaConfig.forHeads(directory)).isEqualTo(MedusaConfig.DEFAULT);
    Files.writeString(
        directory.resolve("config.json"),
        "{\"base_model_name_or_path\": \"lmsys/vicuna-33b-v1.3\", \"medusa_num_heads\": 2}");
    assertThat(MedusaConfig.forHeads(directory).tree())
        .isEqualTo(new TreeRule.Static(StaticTrees.MEDUSA_VICUNA_33B_STAGE2));
  }
}
