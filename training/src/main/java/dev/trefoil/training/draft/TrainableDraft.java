package dev.trefoil.training.draft;

import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A draft's network in training. Lives on the training thread; its weights belong to the target's
/// backend, which closes them.
public interface TrainableDraft {
  /// What the passes want to see of the target beside the input of its head.
  FeatureTaps taps();

  /// Whether training looks at the target's states at all. Where it does not, its passes spare the
  /// target and get rows that mean nothing.
  default boolean readsTarget() {
    return true;
  }

  /// One forward pass over a batch, with everything that the loss and the metrics need.
  ///
  /// Runs inside a step of the backend that has made the features; the result is borrowed until the
  /// next step begins. In a validation nothing is recorded.
  ///
  /// @param features constants: of the rows of the batch, without gradients
  /// @param noise for augmentation and dropout, decided by seed and step alone; null in a
  ///   validation, which has neither
  DraftPass pass(DraftBatch batch, ForwardOutput features, @Nullable RandomGenerator noise);
}
