package dev.trefoil.drafter.eagle;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;

/// Which hidden states of the target a draft continues.
///
/// @param taps the residual states, side by side; none for the normalised output of the last layer
/// @param width columns of all of them together
public record EagleFeatures(FeatureTaps taps, int width) {

  /// The input of the target's head (EAGLE-1, section 3.1).
  static EagleFeatures ofHeadInput(int hidden) {
    return new EagleFeatures(FeatureTaps.NONE, hidden);
  }

  /// Three layers of the target (EAGLE-3, section 3.2).
  static EagleFeatures ofThreeLayers(int layers, int hidden) {
    return new EagleFeatures(FeatureTaps.lowMiddleHigh(layers), 3 * hidden);
  }

  /// `[rows, width]`, borrowed.
  public Matrix of(Backend backend, ForwardOutput output) {
    if (taps.layers().isEmpty()) {
      return output.finalNorm();
    }
    Matrix joined = output.taps().getFirst();
    for (Matrix tap : output.taps().subList(1, output.taps().size())) {
      joined = backend.concat(joined, tap);
    }
    return joined;
  }
}
