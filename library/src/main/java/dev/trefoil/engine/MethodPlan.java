package dev.trefoil.engine;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.TreeBudget;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A method with its options settled: how much it may propose, and how its drafter is made.
///
/// @param budget per sequence and step
/// @param opening makes the drafter, or loads it
/// @param weights by what the model recognises a drafter that it has loaded; null for a drafter
///   without weights, which is made anew and closed with its engine
record MethodPlan(
    TreeBudget budget, Function<LoadedModel, Drafter> opening, @Nullable DraftWeights weights) {
  /// A drafter without weights.
  MethodPlan(TreeBudget budget, Function<LoadedModel, Drafter> opening) {
    this(budget, opening, null);
  }

  /// The drafter; a loaded one stays with the model.
  Drafter open(LoadedModel model) {
    return weights == null ? opening.apply(model) : model.drafter(weights, opening);
  }

  /// Whether the engine closes the drafter.
  boolean ownedByEngine() {
    return weights == null;
  }
}
