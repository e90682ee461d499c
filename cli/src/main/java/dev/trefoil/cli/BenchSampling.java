package dev.trefoil.cli;

import dev.trefoil.decoding.sampling.SamplingOptions;
import java.util.Map;
import picocli.CommandLine.Option;

/// How the answers of a bench run are chosen, and the seed of whatever is random in it.
final class BenchSampling {
  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "0",
      description =
          "0 is greedy (default), where answers must be identical; above, they are drawn.")
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
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of sampled tokens and of the intervals (default: 0).")
  private long seed;

  BenchSampling() {}

  SamplingOptions options() {
    return new SamplingOptions(temperature, topK, topP, 0, 1, 0, 0, Map.of(), seed);
  }
}
