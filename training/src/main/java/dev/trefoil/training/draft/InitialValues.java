package dev.trefoil.training.draft;

import dev.trefoil.compute.HostTensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Values from which tensors start. Each tensor has its own stream of random numbers, drawn from
/// the seed and its name, so that one more tensor changes no other.
public final class InitialValues {
  private static final long STRIDE = 0x9E37_79B9_7F4A_7C15L;

  private final long seed;

  public InitialValues(long seed) {
    this.seed = seed;
  }

  /// The random numbers of a tensor.
  public RandomGenerator random(String name) {
    return new SplittableRandom(seed * STRIDE + name.hashCode());
  }

  /// Uniform between two bounds.
  public HostTensor uniform(String name, double from, double to, long... shape) {
    RandomGenerator random = random(name);
    float[] values = new float[elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (from + (to - from) * random.nextDouble());
    }
    return HostTensor.of(values, shape);
  }

  /// Normal around 0.
  public HostTensor normal(String name, double deviation, long... shape) {
    RandomGenerator random = random(name);
    float[] values = new float[elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return HostTensor.of(values, shape);
  }

  /// As a linear layer of PyTorch starts: uniform within plus and minus the inverse root of `in`.
  public HostTensor linear(String name, int in, long... shape) {
    double bound = 1 / Math.sqrt(in);
    return uniform(name, -bound, bound, shape);
  }

  /// The identity, or `[identity, 0]` where there are more columns than rows, plus uniform noise
  /// between 0 and `noise`.
  public HostTensor identity(String name, double noise, int rows, int columns) {
    float[] values = uniform(name, 0, noise, rows, columns).toFloats();
    for (int row = 0; row < Math.min(rows, columns); row++) {
      values[row * columns + row] += 1;
    }
    return HostTensor.of(values, rows, columns);
  }

  /// A square identity plus normal noise around 0.
  public HostTensor identityAndNormal(String name, double deviation, long... shape) {
    float[] values = normal(name, deviation, shape).toFloats();
    for (int row = 0; row < shape[0]; row++) {
      values[row * (int) shape[1] + row] += 1;
    }
    return HostTensor.of(values, shape);
  }

  /// One value everywhere.
  public static HostTensor constant(float value, long... shape) {
    float[] values = new float[elements(shape)];
    Arrays.fill(values, value);
    return HostTensor.of(values, shape);
  }

  private static int elements(long[] shape) {
    return Math.toIntExact(HostTensor.elements(shape));
  }
}
