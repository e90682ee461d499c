package dev.trefoil.training.recipe;

/// What EAGLE-1's training leaves open (Li et al. 2024, section 3.2; its code).
///
/// @param regression weight of the distance of hidden states
/// @param crossEntropy weight of the cross entropy against the target's distribution
/// @param noise width of the uniform noise on the hidden states that the draft reads, times 512
///   over the length of the text; 0 for none
public record EagleSettings(double regression, double crossEntropy, double noise) {
  /// As published.
  public static final EagleSettings DEFAULT = new EagleSettings(1, 0.1, 0.2);

  public EagleSettings {
    if (!(regression >= 0 && crossEntropy >= 0 && regression + crossEntropy > 0)) {
      throw new IllegalArgumentException(
          "--regression %s --cross-entropy %s: neither may be negative, one must be positive"
              .formatted(regression, crossEntropy));
    }
    if (!(noise >= 0)) {
      throw new IllegalArgumentException(
          "--noise %s is not allowed; give 0 or more".formatted(noise));
    }
  }
}
