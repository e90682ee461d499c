package dev.trefoil.training.draft;

/// What a method's authors chose, where no option says otherwise.
///
/// @param batchConversations conversations of one pass
/// @param accumulate passes whose mean gradient makes one step
/// @param epochs passes over the data
/// @param passes how often one pass over a batch runs through the draft's weights: heads, or steps;
///   for the estimate of memory
public record DraftDefaults(
    DraftOptimisation optimisation,
    int batchConversations,
    int accumulate,
    double epochs,
    int passes) {
  public DraftDefaults {
    if (batchConversations < 1 || accumulate < 1 || !(epochs > 0) || passes < 1) {
      throw new IllegalArgumentException(
          "%d conversations, %d passes a step, %s epochs: all must be positive"
              .formatted(batchConversations, accumulate, epochs));
    }
  }
}
