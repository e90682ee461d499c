package dev.trefoil.bench.prove;

import dev.trefoil.bench.Machine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a proof found. `tokens` counts generated tokens that were compared.
public record ProofReport(
    Machine machine,
    String model,
    int prompts,
    int maxNewTokens,
    List<Setting> settings,
    List<DistributionCheck> distributions) {
  public ProofReport {
    settings = List.copyOf(settings);
    distributions = List.copyOf(distributions);
  }

  /// One method in one setting against plain decoding.
  ///
  /// @param temperature 0 is greedy
  /// @param acceptedTokens tokens that came from drafts: if there are none, little was proved
  /// @param differentAnswers answers whose ids differ
  /// @param differentLogits tokens whose logits differ in any bit
  /// @param firstDifference where, in words
  /// @param faults steps in which the drafter failed
  public record Setting(
      String method,
      String dtype,
      int batch,
      int threads,
      double temperature,
      long tokens,
      long acceptedTokens,
      int differentAnswers,
      long differentLogits,
      @Nullable String firstDifference,
      long faults) {
    public boolean holds() {
      return differentAnswers == 0 && differentLogits == 0;
    }
  }

  /// Tokens compared in greedy settings.
  public long greedyTokens() {
    return settings.stream().filter(s -> s.temperature() == 0).mapToLong(Setting::tokens).sum();
  }

  /// Tokens compared in sampled settings.
  public long sampledTokens() {
    return settings.stream().filter(s -> s.temperature() > 0).mapToLong(Setting::tokens).sum();
  }

  /// Settings and distributions that do not hold.
  public long failures() {
    return settings.stream().filter(s -> !s.holds()).count()
        + distributions.stream().filter(d -> !d.passed()).count();
  }

  public boolean holds() {
    return failures() == 0;
  }
}
