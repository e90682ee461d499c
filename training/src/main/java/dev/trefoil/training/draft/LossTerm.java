package dev.trefoil.training.draft;

import dev.trefoil.torch.TorchLoss;

/// One summand of a loss.
///
/// @param name unique within a pass, such as `regression_0`; its unweighted value stands in the log
///   under this name
/// @param weight factor in the sum
public record LossTerm(String name, double weight, TorchLoss loss) {
  public LossTerm {
    if (!Double.isFinite(weight)) {
      throw new IllegalArgumentException(
          "loss term %s has the weight %s; a finite number is needed".formatted(name, weight));
    }
  }
}
