package dev.trefoil.drafter.medusa;

import dev.trefoil.checkpoint.JsonFile;
import dev.trefoil.decoding.StaticTree;
import dev.trefoil.decoding.StaticTrees;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What of Medusa's heads is proposed.
///
/// @param tree a node at depth `d` takes its token from head `d`; the part of it that the heads
///   reach is used
/// @param maxHeads heads of the checkpoint that are loaded, from the first on
public record MedusaConfig(TreeRule tree, int maxHeads) {
  private static final String MODEL = "base_model_name_or_path";

  /// All heads of published checkpoints are no more than this.
  private static final int ALL = 64;

  /// The tree that fits any model, and all heads.
  public static final MedusaConfig DEFAULT = of(StaticTrees.MEDUSA_MC_SIM_7B_63);

  public MedusaConfig {
    if (maxHeads < 1) {
      throw new IllegalArgumentException(
          "%d heads are to be loaded; at least 1 is needed".formatted(maxHeads));
    }
  }

  /// A tree over all heads.
  public static MedusaConfig of(StaticTree tree) {
    return new MedusaConfig(new TreeRule.Static(tree), ALL);
  }

  /// The tree that was published for a model, found by the model's name as upstream does:
  /// `lmsys/vicuna-13b-v1.5` has its own; unknown names get that of [#DEFAULT].
  public static MedusaConfig forModel(String modelName) {
    String name = modelName.toLowerCase(Locale.ROOT);
    if (name.contains("vicuna")) {
      for (String size : new String[] {"7b", "13b", "33b"}) {
        if (name.contains(size)) {
          return of(StaticTrees.medusa("vicuna_" + size + "_stage2"));
        }
      }
    }
    return name.contains("zephyr") ? of(StaticTrees.MEDUSA_ZEPHYR_STAGE2) : DEFAULT;
  }

  /// The same for published heads, which name their model in `config.json`; without it [#DEFAULT].
  ///
  /// @throws dev.trefoil.checkpoint.CheckpointException when that file cannot be read
  public static MedusaConfig forHeads(Path directory) {
    Path file = directory.resolve("config.json");
    if (!Files.isRegularFile(file)) {
      return DEFAULT;
    }
    JsonFile settings = JsonFile.read(file);
    return settings.has(MODEL) ? forModel(settings.text(MODEL)) : DEFAULT;
  }

  /// The largest tree of a step.
  public TreeBudget budget() {
    return tree.budget();
  }
}
