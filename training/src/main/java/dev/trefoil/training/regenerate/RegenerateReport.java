package dev.trefoil.training.regenerate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a regenerated directory holds, and what this run took.
///
/// @param conversations that are in it
/// @param answers of all of them
/// @param newTokens of all answers
/// @param cutAnswers answers that a length limit ended
/// @param exactAnswers answers whose text gives the very tokens that were generated
/// @param lost questions and conversations that are not in it, by reason
/// @param mended what was mended in the data, by what was done
/// @param keptShards shards that an earlier run had finished
/// @param runNewTokens tokens that this run generated
/// @param runSeconds its time, loading aside
/// @param runTokensPerSecond tokens by seconds
/// @param runTokensPerStep tokens of one sequence for one verification pass
public record RegenerateReport(
    String out,
    String method,
    int batch,
    long conversations,
    long answers,
    long newTokens,
    long cutAnswers,
    long exactAnswers,
    Map<String, Long> lost,
    Map<String, Long> mended,
    int shards,
    int keptShards,
    long bytes,
    long runNewTokens,
    double runSeconds,
    double runTokensPerSecond,
    double runTokensPerStep) {
  public RegenerateReport {
    lost = Collections.unmodifiableMap(new LinkedHashMap<>(lost));
    mended = Collections.unmodifiableMap(new LinkedHashMap<>(mended));
  }
}
