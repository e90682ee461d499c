package dev.trefoil.checkpoint;

/// How a config changes the frequencies of rotary position embedding.
public sealed interface RopeScaling {
  /// Frequencies as trained.
  record None() implements RopeScaling {}

  /// Positions divided by `factor`.
  record Linear(float factor) implements RopeScaling {}

  /// Llama 3.1's rule: long wavelengths divided by `factor`, short ones kept, a blend between.
  record Llama3(
      float factor, float lowFrequencyFactor, float highFrequencyFactor, int originalContext)
      implements RopeScaling {}
}
