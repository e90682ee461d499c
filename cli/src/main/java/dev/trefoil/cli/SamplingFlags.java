package dev.trefoil.cli;

import dev.trefoil.decoding.sampling.SamplingOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// How tokens are chosen. Greedy unless a temperature is given.
final class SamplingFlags {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0",
      description = "0 is greedy (default); 1 samples from the model's distribution.")
  private double temperature;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      defaultValue = "0",
      description = "Samples from the N most probable tokens (default: 0, all).")
  private int topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      defaultValue = "1",
      description = "Samples from the most probable tokens whose sum reaches P (default: 1).")
  private double topP = 1;

  @Option(
      names = "--min-p",
      paramLabel = "P",
      defaultValue = "0",
      description = "Drops tokens below this share of the most probable one (default: 0).")
  private double minP;

  @Option(
      names = "--repetition-penalty",
      paramLabel = "X",
      defaultValue = "1",
      description = "Makes every token of prompt and answer less likely (default: 1, off).")
  private double repetitionPenalty = 1;

  @Option(
      names = "--presence-penalty",
      paramLabel = "X",
      defaultValue = "0",
      description = "Subtracted from the logits of the answer's tokens (default: 0).")
  private double presencePenalty;

  @Option(
      names = "--frequency-penalty",
      paramLabel = "X",
      defaultValue = "0",
      description = "The same, for each time the answer has the token (default: 0).")
  private double frequencyPenalty;

  @Option(
      names = "--logit-bias",
      paramLabel = "ID=BIAS",
      description = "Added to the logit of a token id; -Infinity forbids it; may be repeated.")
  private Map<Integer, Double> logitBias = new LinkedHashMap<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the random numbers (default: 0).")
  private long seed;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  SamplingFlags() {}

  SamplingOptions options() {
    return Usage.check(
        command,
        () ->
            new SamplingOptions(
                temperature,
                topK,
                topP,
                minP,
                repetitionPenalty,
                presencePenalty,
                frequencyPenalty,
                logitBias,
                seed));
  }
}
