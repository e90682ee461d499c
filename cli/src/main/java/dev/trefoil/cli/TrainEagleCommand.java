package dev.trefoil.cli;

import dev.trefoil.training.recipe.EagleRecipe;
import dev.trefoil.training.recipe.EagleSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `trefoil train eagle`: conversations in, a draft for EAGLE-1 and EAGLE-2 out.
@Command(
    name = "eagle",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains the draft of EAGLE-1 and EAGLE-2: one layer that goes on from hidden states.",
      "Writes checkpoints, log.jsonl, index.html and at the end the draft to DIR/draft.",
    },
    footer = {
      "",
      "Examples:",
      "  trefoil train eagle --target demo --data answers.jsonl --out runs/eagle --epochs 3",
      "  trefoil train eagle --target demo --data answers.jsonl --out runs/eagle --resume",
      "  trefoil train eagle --target demo --data answers.jsonl --out runs/e2 --rate 1e-3 \\",
      "      --warmup 200 --max-minutes 30",
    })
// picocli fills the fields before the command runs
@SuppressWarnings({"NullAway.Init", "FieldMayBeFinal"})
final class TrainEagleCommand implements Callable<Integer> {
  @Mixin private TrainDraftOptions draft = new TrainDraftOptions();

  @Option(
      names = "--regression",
      defaultValue = "1",
      description = "Weight of the distance of hidden states. Default: ${DEFAULT-VALUE}.")
  private double regression;

  @Option(
      names = "--cross-entropy",
      defaultValue = "0.1",
      description = "Weight of the target's distribution. Default: ${DEFAULT-VALUE}.")
  private double crossEntropy;

  @Option(
      names = "--noise",
      defaultValue = "0.2",
      description = "Width of the noise on hidden states, 0 for none. Default: ${DEFAULT-VALUE}.")
  private double noise;

  TrainEagleCommand() {}

  @Override
  public Integer call() {
    return draft.train(() -> new EagleRecipe(new EagleSettings(regression, crossEntropy, noise)));
  }
}
