package dev.trefoil.training.lm;

import dev.trefoil.training.data.LossScope;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What a run learns from.
///
/// @param train conversations in ShareGPT form
/// @param valid others for validation, or null
/// @param tokenizer directory with `tokenizer.json` and `tokenizer_config.json`
/// @param context largest number of positions of the model
/// @param rowTokens tokens of a training row, at most `context`
/// @param batchRows rows of a step
public record LmData(
    Path train,
    @Nullable Path valid,
    Path tokenizer,
    LossScope loss,
    int context,
    int rowTokens,
    int batchRows) {
  public LmData {
    if (context < 2 || rowTokens < 2 || rowTokens > context || batchRows < 1) {
      throw new IllegalArgumentException(
          "--context %d --row-tokens %d --batch-rows %d: rows need 2 tokens to a context's, a batch 1 row"
              .formatted(context, rowTokens, batchRows));
    }
  }
}
