package dev.trefoil.training.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One line of a run's `log.jsonl`: a training step, or a validation after that many steps.
///
/// @param kind `train` or `valid`
/// @param step steps done
/// @param tokens tokens seen, padding included
/// @param epoch passes over the data
/// @param loss what the optimiser minimises; of a language model the mean negative log-likelihood
///   per trained token, in nats
/// @param perplexity of a language model's validation, else null
/// @param rate learning rate of a training step, else null
/// @param gradientNorm before clipping, of a training step, else null
/// @param tokensPerSecond of a training step, else null
/// @param seconds running time
/// @param values named parts of the loss, or metrics of a validation; null for none
public record LogLine(
    String kind,
    long step,
    long tokens,
    double epoch,
    double loss,
    @Nullable Double perplexity,
    @Nullable Double rate,
    @Nullable Double gradientNorm,
    @Nullable Double tokensPerSecond,
    double seconds,
    @Nullable Map<String, Double> values) {

  public LogLine {
    values = values == null || values.isEmpty() ? null : new LinkedHashMap<>(values);
  }

  @JsonIgnore
  public boolean isValidation() {
    return kind.equals("valid");
  }
}
