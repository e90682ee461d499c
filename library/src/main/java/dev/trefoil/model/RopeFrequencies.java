package dev.trefoil.model;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.RopeScaling;

/// Frequencies of rotary position embedding (Su et al. 2021, section 3.2.2) with the scaling rules
/// that configs name, in f32 like the reference implementations.
public final class RopeFrequencies {
  private RopeFrequencies() {}

  /// Radians per position, one for each of `headDim / 2` pairs.
  public static float[] of(ModelConfig config) {
    float[] frequencies = new float[config.headDim() / 2];
    for (int j = 0; j < frequencies.length; j++) {
      float exponent = 2f * j / config.headDim();
      float plain = 1f / (float) Math.pow(config.ropeTheta(), exponent);
      frequencies[j] = scaled(plain, config.ropeScaling());
    }
    return frequencies;
  }

  private static float scaled(float frequency, RopeScaling scaling) {
    return switch (scaling) {
      case RopeScaling.None _ -> frequency;
      case RopeScaling.Linear linear -> frequency / linear.factor();
      case RopeScaling.Llama3 llama3 -> llama3(frequency, llama3);
    };
  }

  private static float llama3(float frequency, RopeScaling.Llama3 rule) {
    double wavelength = 2 * Math.PI / frequency;
    double low = rule.originalContext() / (double) rule.lowFrequencyFactor();
    double high = rule.originalContext() / (double) rule.highFrequencyFactor();
    if (wavelength < high) {
      return frequency;
    }
    if (wavelength > low) {
      return frequency / rule.factor();
    }
    double smooth =
        (rule.originalContext() / wavelength - rule.lowFrequencyFactor())
            / (rule.highFrequencyFactor() - rule.lowFrequencyFactor());
    return (float) ((1 - smooth) * frequency / rule.factor() + smooth * frequency);
  }
}
