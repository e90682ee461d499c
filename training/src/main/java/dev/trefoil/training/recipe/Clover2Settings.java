package dev.trefoil.training.recipe;

/// What Clover-2's training leaves open (its code; the paper's section 4).
///
/// @param heads trained, of which each predicts one token further
/// @param layers augmenting layers
/// @param regression weight of the distance of hidden states
/// @param crossEntropy weight of the cross entropy against the target's distribution
/// @param decay factor of the weight of each head against the head before it
/// @param initialNoise upper bound of the one-sided uniform noise on identities and values
/// @param noise width of the uniform noise on the hidden states that the draft reads, times 512
///   over the length of the text; 0, as published, for none
public record Clover2Settings(
    int heads,
    int layers,
    double regression,
    double crossEntropy,
    double decay,
    double initialNoise,
    double noise) {
  /// As published.
  public static final Clover2Settings DEFAULT = new Clover2Settings(5, 2, 10, 1, 0.7, 0.01, 0);

  public Clover2Settings {
    if (heads < 1 || layers < 1) {
      throw new IllegalArgumentException(
          "--heads %d --layers %d: both must be at least 1".formatted(heads, layers));
    }
    if (!(regression >= 0 && crossEntropy >= 0 && regression + crossEntropy > 0)) {
      throw new IllegalArgumentException(
          "--regression %s --cross-entropy %s: neither may be negative, one must be positive"
              .formatted(regression, crossEntropy));
    }
    if (!(decay > 0 && decay <= 1) || !(initialNoise >= 0) || !(noise >= 0)) {
      throw new IllegalArgumentException(
          "--decay %s must be above 0, at most 1; --initial-noise %s and --noise %s 0 or more"
              .formatted(decay, initialNoise, noise));
    }
  }
}
