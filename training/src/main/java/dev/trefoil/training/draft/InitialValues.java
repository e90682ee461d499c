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
  public HostTensor uniform(String name, double from, double to, int... shape) {
    RandomGenerator random = random(name);
    float[] values = new float[elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (from + (to - from) * random.nextDouble());
    }
    return HostTensor.of(values, extents(shape));
  }

  /// As a linear layer of PyTorch starts: uniform within plus and minus the inverse root of `in`.
  public HostTensor linear(String name, int in, int... shape) {
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

  /// One value everywhere.
  public static HostTensor constant(float value, int... shape) {
    float[] values = new float[elements(shape)];
    Arrays.fill(values, value);
    return HostTensor.of(values, extents(shape));
  }

  private static int elements(int[] shape) {
    return Math.toIntExact(HostTensor.elements(extents(shape)));
  }

  private static long[] extents(int[] shape) {
    return Arrays.stream(shape).asLongStream().toArray();
  }
}
