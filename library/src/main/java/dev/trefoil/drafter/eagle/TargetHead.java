package dev.trefoil.drafter.eagle;

import dev.trefoil.compute.Matrix;

/// The target's head, which EAGLE-1 and -2 share.
@FunctionalInterface
interface TargetHead {
  /// `[rows, hidden]` to `[rows, vocabulary]`.
  Matrix logits(Matrix hidden);
}
