package dev.trefoil.torch;

/// Constants of AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", algorithm
/// 2). The learning rate is given per step.
///
/// @param decay decoupled weight decay, times the learning rate per step
/// @param decayVectors whether gains and biases decay too
/// @param clipValue limit on the absolute value of each gradient entry, or infinity for none
public record AdamWSettings(
    double beta1,
    double beta2,
    double epsilon,
    double decay,
    boolean decayVectors,
    double clipValue) {
  public AdamWSettings {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException(
          "betas %s and %s; each must be in [0, 1)".formatted(beta1, beta2));
    }
    if (!(epsilon > 0 && decay >= 0 && clipValue > 0)) {
      throw new IllegalArgumentException(
          "epsilon %s and clip value %s must be positive, decay %s not negative"
              .formatted(epsilon, clipValue, decay));
    }
  }

  /// Betas 0.9 and 0.95, epsilon 1e-8, decay 0.1 on matrices: usual for language models.
  public static AdamWSettings languageModel() {
    return new AdamWSettings(0.9, 0.95, 1e-8, 0.1, false, Double.POSITIVE_INFINITY);
  }
}
