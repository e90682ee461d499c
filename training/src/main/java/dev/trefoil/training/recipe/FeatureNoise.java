package dev.trefoil.training.recipe;

import dev.trefoil.compute.Matrix;
import dev.trefoil.torch.TorchBackend;
import dev.trefoil.training.draft.DraftBatch;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The augmentation of EAGLE's training: uniform noise on the hidden states that a draft reads, the
/// longer a text the less (its code; 0.2 wide there).
final class FeatureNoise {
  private static final double REFERENCE_TOKENS = 512;

  private FeatureNoise() {}

  /// A copy of `features` with noise between minus and plus half the width, times 512 over the
  /// tokens of the row's text; without noise when there is no width or no generator.
  ///
  /// @param features `[rows, columns]`; stays
  static Matrix added(
      TorchBackend backend,
      Matrix features,
      DraftBatch batch,
      double width,
      @Nullable RandomGenerator random) {
    if (width == 0 || random == null) {
      return backend.keep(features);
    }
    int columns = features.columns();
    float[] noise = new float[features.rows() * columns];
    for (int text = 0; text + 1 < batch.starts().length; text++) {
      int from = batch.starts()[text];
      int to = batch.starts()[text + 1];
      float scale = (float) (width * REFERENCE_TOKENS / (to - from));
      for (int i = from * columns; i < to * columns; i++) {
        noise[i] = (random.nextFloat() - 0.5f) * scale;
      }
    }
    return backend.add(backend.upload(noise, features.rows(), columns), features);
  }
}
