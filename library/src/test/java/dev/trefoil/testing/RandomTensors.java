package dev.trefoil.testing;

import dev.trefoil.compute.HostTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// Named tensors of normally distributed weights, in the order in which they are added.
public final class RandomTensors {
  private final SplittableRandom random;
  private final float deviation;
  private final Map<String, HostTensor> tensors = new LinkedHashMap<>();

  public RandomTensors(long seed, double deviation) {
    this.random = new SplittableRandom(seed);
    this.deviation = (float) deviation;
  }

  public RandomTensors add(String name, long... shape) {
    float[] values = new float[(int) HostTensor.elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = deviation * (float) random.nextGaussian();
    }
    tensors.put(name, HostTensor.of(values, shape));
    return this;
  }

  /// `prefix.weight` of shape `[out, in]` and `prefix.bias`.
  public RandomTensors addLinear(String prefix, int out, int in) {
    return add(prefix + ".weight", out, in).add(prefix + ".bias", out);
  }

  /// The same tensor under another name.
  public RandomTensors repeat(String name, String other) {
    tensors.put(other, tensors.get(name));
    return this;
  }

  /// All of them, to be changed at will.
  public Map<String, HostTensor> tensors() {
    return tensors;
  }
}
