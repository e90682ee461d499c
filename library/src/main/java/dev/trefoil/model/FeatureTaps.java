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
}
