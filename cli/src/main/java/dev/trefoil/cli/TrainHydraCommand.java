package dev.trefoil.cli;

import dev.trefoil.training.recipe.HydraRecipe;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `trefoil train hydra`: conversations in, Hydra heads out.
@Command(
    name = "hydra",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains Hydra's heads, by default those of Hydra++; plain Hydra is the third example.",
      "Writes checkpoints, log.jsonl, index.html and at the end the draft to DIR/draft.",
    },
    footer = {
      "",
      "Examples:",
      "  trefoil train hydra --target demo --data answers.jsonl --out runs/hydra --epochs 3",
      "  trefoil train hydra --target demo --data answers.jsonl --out runs/hydra --resume",
      "  trefoil train hydra --target demo --data answers.jsonl --out runs/plain --layers 1 \\",
      "      --prefix-layer=false --dropout 0 --label-weight 1 --teacher-weight 0",
    })
// picocli fills the fields before the command runs
@SuppressWarnings({"NullAway.Init", "FieldMayBeFinal"})
final class TrainHydraCommand implements Callable<Integer> {
  @Mixin private TrainDraftOptions draft = new TrainDraftOptions();

  @Option(
      names = "--heads",
      defaultValue = "4",
      description = "Tokens guessed ahead. Default: ${DEFAULT-VALUE}.")
  private int heads;

  @Option(
      names = "--layers",
      defaultValue = "4",
      description = "Blocks of a head. Default: ${DEFAULT-VALUE}.")
  private int layers;

  @Option(
      names = "--prefix-layer",
      arity = "1",
      paramLabel = "BOOLEAN",
      defaultValue = "true",
      description = "A decoder layer before the heads. Default: ${DEFAULT-VALUE}.")
  private boolean prefixLayer;

  @Option(
      names = "--shared-outputs",
      description = "Heads share the target's output instead of having their own.")
  private boolean sharedOutputs;

  @Option(
      names = "--dropout",
      defaultValue = "0.2",
      description = "Share of a block's inputs left out. Default: ${DEFAULT-VALUE}.")
  private double dropout;

  @Option(
      names = "--label-weight",
      defaultValue = "0",
      description = "Weight of the texts' tokens in the loss. Default: ${DEFAULT-VALUE}.")
  private double labels;

  @Option(
      names = "--teacher-weight",
      defaultValue = "1",
      description = "Weight of the target's distribution in the loss. Default: ${DEFAULT-VALUE}.")
  private double teacher;

  @Option(
      names = "--decay",
      defaultValue = "1",
      description = "Weight of a head against the one before. Default: ${DEFAULT-VALUE}.")
  private double decay;

  TrainHydraCommand() {}

  @Override
  public Integer call() {
    return draft.train(
        () ->
            new HydraRecipe(
                heads, layers, prefixLayer, !sharedOutputs, dropout, labels, teacher, decay));
  }
}
