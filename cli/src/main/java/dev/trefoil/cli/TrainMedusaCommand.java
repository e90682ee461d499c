package dev.trefoil.cli;

import dev.trefoil.training.recipe.MedusaRecipe;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `trefoil train medusa`: conversations in, Medusa heads out.
@Command(
    name = "medusa",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains Medusa's heads (Medusa-1: the target stays as it is).",
      "Writes checkpoints, log.jsonl, index.html and at the end the draft to DIR/draft.",
    },
    footer = {
      "",
      "Examples:",
      "  trefoil train medusa --target demo --data answers.jsonl --out runs/medusa --epochs 3",
      "  trefoil train medusa --target demo --data answers.jsonl --out runs/medusa --resume",
      "  trefoil train medusa --target demo --data answers.jsonl --out runs/small --shared-outputs"
          + " \\",
      "      --heads 3 --decay 0.8",
    })
// picocli fills the fields before the command runs
@SuppressWarnings({"NullAway.Init", "FieldMayBeFinal"})
final class TrainMedusaCommand implements Callable<Integer> {
  @Mixin private TrainDraftOptions draft = new TrainDraftOptions();

  @Option(
      names = "--heads",
      defaultValue = "4",
      description = "Tokens guessed ahead. Default: ${DEFAULT-VALUE}.")
  private int heads;

  @Option(
      names = "--layers",
      defaultValue = "1",
      description = "Residual blocks of a head. Default: ${DEFAULT-VALUE}.")
  private int layers;

  @Option(
      names = "--shared-outputs",
      description = "Heads share the target's output instead of having their own.")
  private boolean sharedOutputs;

  @Option(
      names = "--decay",
      defaultValue = "1",
      description = "Weight of a head against the one before. Default: ${DEFAULT-VALUE}.")
  private double decay;

  TrainMedusaCommand() {}

  @Override
  public Integer call() {
    return draft.train(() -> new MedusaRecipe(heads, layers, !sharedOutputs, decay));
  }
}
