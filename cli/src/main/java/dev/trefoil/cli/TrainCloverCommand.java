package dev.trefoil.cli;

import dev.trefoil.training.recipe.CloverRecipe;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `trefoil train clover`: conversations in, a Clover draft out.
@Command(
    name = "clover",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains Clover's draft: an augmenting block, a recurrent cell and three heads.",
      "Writes checkpoints, log.jsonl, index.html and at the end the draft to DIR/draft.",
    },
    footer = {
      "",
      "Examples:",
      "  trefoil train clover --target demo --data answers.jsonl --out runs/clover --epochs 3",
      "  trefoil train clover --target demo --data answers.jsonl --out runs/clover --resume",
      "  trefoil train clover --target demo --data answers.jsonl --out runs/student \\",
      "      --label-weight 0 --teacher-weight 1",
    })
// picocli fills the fields before the command runs
@SuppressWarnings({"NullAway.Init", "FieldMayBeFinal"})
final class TrainCloverCommand implements Callable<Integer> {
  @Mixin private TrainDraftOptions draft = new TrainDraftOptions();

  @Option(
      names = "--heads",
      defaultValue = "3",
      description = "Tokens guessed ahead. Default: ${DEFAULT-VALUE}.")
  private int heads;

  @Option(
      names = "--similarity",
      defaultValue = "cosine",
      description = "Of query and key: cosine or scaled_dot. Default: ${DEFAULT-VALUE}.")
  private String similarity;

  @Option(
      names = "--activation",
      defaultValue = "silu",
      description = "Behind the cell's attention: silu or none. Default: ${DEFAULT-VALUE}.")
  private String activation;

  @Option(
      names = "--label-weight",
      defaultValue = "1",
      description = "Weight of the texts' tokens in the loss. Default: ${DEFAULT-VALUE}.")
  private double labels;

  @Option(
      names = "--teacher-weight",
      defaultValue = "0",
      description = "Weight of the target's distribution in the loss. Default: ${DEFAULT-VALUE}.")
  private double teacher;

  @Option(
      names = "--decay",
      defaultValue = "0.7",
      description = "Weight of a head against the one before. Default: ${DEFAULT-VALUE}.")
  private double decay;

  TrainCloverCommand() {}

  @Override
  public Integer call() {
    return draft.train(
        () ->
            new CloverRecipe(
                heads,
                CloverRecipe.similarity(similarity),
                CloverRecipe.activated(activation),
                labels,
                teacher,
                decay));
  }
}
