package dev.trefoil.training.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/// One line of a run's `log.jsonl`: a training step, or a validation after that many steps.
///
/// @param kind `train` or `valid`
/// @param step steps done
/// @param tokens tokens seen, padding included
/// @param epoch passes over the data
/// @param loss mean negative log-likelihood per trained token, in nats
/// @param perplexity of a validation, else null
/// @param rate learning rate of a training step, else null
/// @param gradientNorm before clipping, of a training step, else null
/// @param tokensPerSecond of a training step, else null
/// @param seconds running time
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
    double seconds) {

  @JsonIgnore
  public boolean isValidation() {
    return kind.equals("valid");
  }
}
