package dev.trefoil.engine;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What methods need beside the target, and how much they may propose.
///
/// @param drafts weights of the methods that have some, and how they are used
/// @param datastore file of the datastore, for REST
/// @param lossyTypical whether sampled answers are decided by typical acceptance, which is not
///   lossless
/// @param budget rows that a step may spend
public record MethodOptions(
    DraftOptions drafts, @Nullable Path datastore, boolean lossyTypical, RowBudget budget) {
  /// No draft, no datastore, lossless, as many rows as pay.
  public static final MethodOptions NONE =
      new MethodOptions(DraftOptions.NONE, null, false, new RowBudget.Auto());

  /// The same with another budget.
  public MethodOptions within(RowBudget rows) {
    return new MethodOptions(drafts, datastore, lossyTypical, rows);
  }

  /// The same with other drafts.
  public MethodOptions with(DraftOptions others) {
    return new MethodOptions(others, datastore, lossyTypical, budget);
  }

  /// The same with another datastore.
  public MethodOptions with(@Nullable Path otherDatastore) {
    return new MethodOptions(drafts, otherDatastore, lossyTypical, budget);
  }
}
