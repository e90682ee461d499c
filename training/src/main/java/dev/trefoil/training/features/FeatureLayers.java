package dev.trefoil.training.features;

import dev.trefoil.model.FeatureTaps;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Which hidden states are written.
///
/// @param layers of the network
/// @param postNorm whether the normalised output of the last layer is, the head's input
/// @param taps places in the residual stream: 0 is the embedding, `i` the output of layer `i`,
///   counted from 1; the last one is the input of the final norm
public record FeatureLayers(int layers, boolean postNorm, FeatureTaps taps) {
  /// Tensor of the normalised output of the last layer (Clover-2, EAGLE-1, Medusa, Hydra).
  public static final String POST_NORM = "hidden_state";

  /// Tensor of the input of the final norm (Clover-2).
  public static final String PRE_NORM = "hidden_state_onnorm";

  private static final String ALLOWED =
      "allowed are post-norm, pre-norm, eagle3 (a low, a middle and a high layer), and numbers from 0 to %d, in a comma-separated list";

  public FeatureLayers {
    if (!postNorm && taps.layers().isEmpty()) {
      throw new IllegalArgumentException("no layers; " + ALLOWED.formatted(layers));
    }
  }

  /// Reads a list such as `pre-norm,post-norm` or `eagle3,post-norm`.
  ///
  /// @param layers of the network
  public static FeatureLayers parse(String names, int layers) {
    boolean postNorm = false;
    TreeSet<Integer> taps = new TreeSet<>();
    for (String name : names.split(",", -1)) {
      switch (name.strip()) {
        case "post-norm" -> postNorm = true;
        case "pre-norm" -> taps.add(layers);
        case "eagle3" -> taps.addAll(FeatureTaps.lowMiddleHigh(layers).layers());
        default -> taps.add(number(name.strip(), layers));
      }
    }
    return new FeatureLayers(layers, postNorm, new FeatureTaps(List.copyOf(taps)));
  }

  private static int number(String name, int layers) {
    if (name.matches("\\d{1,6}") && Integer.parseInt(name) <= layers) {
      return Integer.parseInt(name);
    }
    throw new IllegalArgumentException(
        "layer '%s' of a model with %d layers; %s"
            .formatted(name, layers, ALLOWED.formatted(layers)));
  }

  /// Names of the tensors: the taps in their order, then the normalised output.
  public List<String> tensorNames() {
    List<String> names = new ArrayList<>();
    for (int tap : taps.layers()) {
      names.add(tap == layers ? PRE_NORM : "hidden_state_layer_" + tap);
    }
    if (postNorm) {
      names.add(POST_NORM);
    }
    return names;
  }
}
