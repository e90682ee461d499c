package dev.trefoil.cli;

import dev.trefoil.training.recipe.Eagle3Recipe;
import dev.trefoil.training.recipe.Eagle3Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `trefoil train eagle3`: conversations in, an EAGLE-3 draft out.
@Command(
    name = "eagle3",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains EAGLE-3's draft: one layer over three hidden states, on its own output.",
      "Writes checkpoints, log.jsonl, index.html and at the end the draft to DIR/draft.",
    },
    footer = {
      "",
      "Examples:",
      "  trefoil train eagle3 --target demo --data answers.jsonl --out runs/eagle3 --epochs 3",
      "  trefoil train eagle3 --target demo --data answers.jsonl --out runs/eagle3 --resume",
      "  trefoil train eagle3 --target demo --data answers.jsonl --out runs/e3 --rate 1e-3 \\",
      "      --warmup 200 --draft-vocabulary 4096 --max-minutes 30",
    })
// picocli fills the fields before the command runs
@SuppressWarnings({"NullAway.Init", "FieldMayBeFinal"})
final class TrainEagle3Command implements Callable<Integer> {
  @Mixin private TrainDraftOptions draft = new TrainDraftOptions();

  @Option(
      names = "--unrolled-steps",
      defaultValue = "7",
      description = "Passes on its own output, the first included. Default: ${DEFAULT-VALUE}.")
  private int unrolledSteps;

  @Option(
      names = "--decay",
      defaultValue = "0.8",
      description = "Weight of a pass against the one before. Default: ${DEFAULT-VALUE}.")
  private double decay;

  @Option(
      names = "--draft-vocabulary",
      defaultValue = "0",
      description = "Tokens it can propose, the most frequent; 0 for at most 32000.")
  private int draftVocabulary;

  @Option(
      names = "--head-start",
      paramLabel = "random|target",
      defaultValue = "random",
      description = {
        "What the output head starts as: random, as published, or the target's own rows, which a",
        "short run wants. Default: ${DEFAULT-VALUE}.",
      })
  private Eagle3Settings.HeadStart headStart;

  TrainEagle3Command() {}

  @Override
  public Integer call() {
    return draft.train(
        () ->
            new Eagle3Recipe(new Eagle3Settings(unrolledSteps, decay, draftVocabulary, headStart)));
  }
}
