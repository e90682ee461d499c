package dev.trefoil.bench.draft;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Weight;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Makes the logits of random weights as decided as a trained draft's, whatever the network:
/// normally distributed with a deviation at which the best of some ten thousand tokens has a
/// probability of about a half. Dynamic trees of undecided logits are wide and shallow, and cost
/// less than those that trained drafts make.
final class Sharpening {
  private static final float DEVIATION = 8;

  private final Backend backend;
  private final Map<Integer, Weight> gains = new HashMap<>(); // by number of columns

  Sharpening(Backend backend) {
    this.backend = backend;
  }

  /// Scales each row to that deviation; consumes `logits`.
  Matrix apply(Matrix logits) {
    Weight gain = gains.computeIfAbsent(logits.columns(), this::gain);
    return backend.headNorm(logits, 0, 1, gain, 0);
  }

  private Weight gain(int columns) {
    float[] values = new float[columns];
    Arrays.fill(values, DEVIATION);
    return backend.gainWeight(new NamedTensor("deviation", HostTensor.of(values, columns)));
  }
}
