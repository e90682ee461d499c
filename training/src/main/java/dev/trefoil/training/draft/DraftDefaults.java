package dev.trefoil.training.draft;

/// What a method's authors chose, where no option says otherwise.
///
/// @param batchConversations conversations of one pass
/// @param accumulate passes whose mean gradient makes one step
/// @param epochs passes over the data
public record DraftDefaults(
    DraftOptimisation optimisation, int batchConversations, int accumulate, double epochs) {
  public DraftDefaults {
    if (batchConversations < 1 || accumulate < 1 || !(epochs > 0)) {
      throw new IllegalArgumentException(
          "%d conversations, %d passes a step, %s epochs: all must be positive"
              .formatted(batchConversations, accumulate, epochs));
    }
  }
}
