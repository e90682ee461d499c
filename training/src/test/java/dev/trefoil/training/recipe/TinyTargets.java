package dev.trefoil.training.recipe;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.model.LlamaTensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// Targets of a few thousand random weights.
final class TinyTargets {
  private TinyTargets() {}

  static Map<String, HostTensor> random(ModelConfig config, long seed) {
    return random(config, seed, 0.25);
  }

  /// @param deviation of the matrices' entries
  @SuppressWarnings("MissingSummary") // the parameter says all
  static Map<String, HostTensor> random(ModelConfig config, long seed, double deviation) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    LlamaTensors.manifest(config)
        .expected()
        .forEach(
            (name, shape) -> {
              float[] values = new float[(int) HostTensor.elements(shape)];
              for (int i = 0; i < values.length; i++) {
                double noise = random.nextGaussian();
                values[i] = (float) (shape.length == 1 ? 1 + 0.1 * noise : deviation * noise);
              }
              tensors.put(name, HostTensor.of(values, shape));
            });
    return tensors;
  }
}
