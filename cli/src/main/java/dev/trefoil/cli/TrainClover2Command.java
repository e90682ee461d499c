package dev.trefoil.cli;

import dev.trefoil.training.recipe.Clover2Recipe;
import dev.trefoil.training.recipe.Clover2Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `trefoil train clover2`: conversations in, a Clover-2 draft out.
@Command(
    name = "clover2",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains Clover-2's draft: recurrent heads behind two augmenting layers.",
      "Writes checkpoints, log.jsonl, index.html and at the end the draft to DIR/draft.",
    },
    footer = {
      "",
      "Examples:",
      "  trefoil train clover2 --target demo --data answers.jsonl --out runs/clover2 --epochs 3",
      "  trefoil train clover2 --target demo --data answers.jsonl --out runs/clover2 --resume",
      "  trefoil train clover2 --target vicuna-7b --data answers.jsonl --out runs/c2 --device cuda"
          + " \\",
      "      --batch 4 --accumulate 4 --max-minutes 600",
    })
// picocli fills the fields before the command runs
@SuppressWarnings({"NullAway.Init", "FieldMayBeFinal"})
final class TrainClover2Command implements Callable<Integer> {
  @Mixin private TrainDraftOptions draft = new TrainDraftOptions();

  @Option(names = "--heads", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
  private int heads;

  @Option(
      names = "--layers",
      defaultValue = "2",
      description = "Augmenting layers. Default: ${DEFAULT-VALUE}.")
  private int layers;

  @Option(
      names = "--regression",
      defaultValue = "10",
      description = "Weight of the distance of hidden states. Default: ${DEFAULT-VALUE}.")
  private double regression;

  @Option(
      names = "--cross-entropy",
      defaultValue = "1",
      description = "Weight of the target's distribution. Default: ${DEFAULT-VALUE}.")
  private double crossEntropy;

  @Option(
      names = "--decay",
      defaultValue = "0.7",
      description = "Weight of a head against the one before. Default: ${DEFAULT-VALUE}.")
  private double decay;

  @Option(
      names = "--initial-noise",
      defaultValue = "0.01",
      description = "On initial identities. Default: ${DEFAULT-VALUE}.")
  private double initialNoise;

  @Option(
      names = "--noise",
      defaultValue = "0",
      description = "Width of the noise on hidden states, 0 for none. Default: ${DEFAULT-VALUE}.")
  private double noise;

  TrainClover2Command() {}

  @Override
  public Integer call() {
    return draft.train(
        () ->
            new Clover2Recipe(
                new Clover2Settings(
                    heads, layers, regression, crossEntropy, decay, initialNoise, noise)));
  }
}
