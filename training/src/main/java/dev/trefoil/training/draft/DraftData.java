package dev.trefoil.training.draft;

import dev.trefoil.training.data.LossScope;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a draft learns from.
///
/// @param train conversations: ShareGPT files, directories of prepared data, or one of hidden
///   states
/// @param valid others for validation; null takes the last part of the training data instead
/// @param validShare that part, when there is no file of its own
/// @param mask which tokens count; null for what was published for the target's template
/// @param maxTokens longer conversations are cut to this length; at most the target's context
/// @param batchConversations conversations of one pass
/// @param accumulate passes whose mean gradient makes one step
public record DraftData(
    List<Path> train,
    @Nullable Path valid,
    double validShare,
    @Nullable LossScope mask,
    int maxTokens,
    int batchConversations,
    int accumulate) {
  public DraftData {
    train = List.copyOf(train);
    if (train.isEmpty()) {
      throw new IllegalArgumentException("no data; give at least one file with --data");
    }
    if (!(validShare >= 0 && validShare < 1)) {
      throw new IllegalArgumentException(
          "--valid-share %s is not allowed; give 0 or more, below 1".formatted(validShare));
    }
    if (maxTokens < 2 || batchConversations < 1 || accumulate < 1) {
      throw new IllegalArgumentException(
          "--max-tokens %d --batch %d --accumulate %d: conversations need 2 tokens, a pass 1 conversation, a step 1 pass"
              .formatted(maxTokens, batchConversations, accumulate));
    }
  }
}
