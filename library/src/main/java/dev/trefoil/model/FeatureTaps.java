package dev.trefoil.model;

import java.util.List;

/// Which hidden states a forward pass keeps for its caller.
///
/// @param layers indices into the residual stream, ascending: 0 is the embedding, `i` the output of
///   layer `i`, counted from 1, without the final norm
public record FeatureTaps(List<Integer> layers) {
  /// Nothing but the final norm, which every pass yields.
  public static final FeatureTaps NONE = new FeatureTaps(List.of());

  public FeatureTaps {
    layers = List.copyOf(layers);
  }

  /// A low, a middle and a high layer (EAGLE-3, section 3.2): the inputs of layers 2, L/2 and L-3,
  /// counted from 0. A network of fewer than five layers has no such three; its last ones stand in.
  public static FeatureTaps lowMiddleHigh(int networkLayers) {
    int low = Math.min(2, networkLayers);
    int middle = Math.max(low, networkLayers / 2);
    int high = Math.max(middle, networkLayers - 3);
    return new FeatureTaps(List.of(low, middle, high));
  }
}
