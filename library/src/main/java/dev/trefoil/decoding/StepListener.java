package dev.trefoil.decoding;

import java.util.List;

/// Told after every step, on the decoding thread.
public interface StepListener {
  /// Nobody listens.
  StepListener NONE = (batch, output) -> {};

  /// The trees of the batch and the output are those of the step; borrowed until this returns.
  void afterStep(List<Sequence> batch, StepOutput output);
}
