package dev.trefoil.cli;

import dev.trefoil.training.recipe.SortedRecipe;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `trefoil train sorted`: conversations in, a draft with exits out.
@Command(
    name = "sorted",
    aliases = "sd2",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains a draft with exits from the target's first layers, for the method sd2.",
      "Writes checkpoints, log.jsonl, index.html and at the end the draft to DIR/draft.",
    },
    footer = {
      "",
      "Examples:",
      "  trefoil train sorted --target demo --data answers.jsonl --out runs/sorted --epochs 3",
      "  trefoil train sorted --target demo --data answers.jsonl --out runs/sorted --resume",
      "  trefoil train sorted --target demo --data answers.jsonl --out runs/four --layers 4 \\",
      "      --exits 1,2,4 --objective sft",
    })
// picocli fills the fields before the command runs
@SuppressWarnings({"NullAway.Init", "FieldMayBeFinal"})
final class TrainSortedCommand implements Callable<Integer> {
  @Mixin private TrainDraftOptions draft = new TrainDraftOptions();

  @Option(
      names = "--layers",
      defaultValue = "0",
      description = "Of the target, from the first on; 0, the default, for 12 of each 32.")
  private int layers;

  @Option(
      names = "--exits",
      paramLabel = "LAYER,...",
      defaultValue = "",
      description = "Layers after which one can exit. Default: a half, three quarters and all.")
  private String exits;

  @Option(
      names = "--objective",
      defaultValue = "soft",
      description =
          "soft trains all exits at once, sft the last one alone. Default: ${DEFAULT-VALUE}.")
  private String objective;

  TrainSortedCommand() {}

  @Override
  public Integer call() {
    return draft.train(
        () ->
            new SortedRecipe(layers, SortedRecipe.exits(exits), SortedRecipe.isSorted(objective)));
  }
}
