package dev.trefoil.training.lm;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.model.LlamaTensors;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The weights that a training run starts from: normal with deviation 0.02, projections back to the
/// residual stream narrower by the square root of their number (Radford et al. 2019, section 2.3),
/// gains 1, biases 0. Each tensor has its own stream of random numbers, drawn from the seed and its
/// name.
final class RandomWeights implements TensorSource {
  private static final double DEVIATION = 0.02;

  private final Map<String, long[]> shapes;
  private final double residualDeviation;
  private final long seed;

  RandomWeights(ModelConfig config, long seed) {
    this.shapes = LlamaTensors.manifest(config).expected();
    this.residualDeviation = DEVIATION / Math.sqrt(2.0 * config.layers());
    this.seed = seed;
  }

  @Override
  public @Nullable HostTensor find(String name) {
    long[] shape = shapes.get(name);
    if (shape == null) {
      return null;
    }
    float[] values = new float[Math.toIntExact(HostTensor.elements(shape))];
    if (name.endsWith("norm.weight")) {
      Arrays.fill(values, 1f);
    } else if (!name.endsWith(".bias")) {
      fill(values, name);
    }
    return HostTensor.of(values, shape);
  }

  private void fill(float[] values, String name) {
    boolean residual = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
    double deviation = residual ? residualDeviation : DEVIATION;
    RandomGenerator random = new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L + name.hashCode());
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
  }

  @Override
  public Set<String> names() {
    return shapes.keySet();
  }

  @Override
  public String description() {
    return "random weights of seed " + seed;
  }
}
