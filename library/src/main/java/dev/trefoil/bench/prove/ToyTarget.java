package dev.trefoil.bench.prove;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.model.Llama;
import dev.trefoil.model.LlamaTensors;
import dev.trefoil.model.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A random Llama with so few tokens that all its short answers can be counted.
final class ToyTarget {
  static final int VOCABULARY = 6;
  private static final int CONTEXT = 16;
  private static final double SCALE =
      0.15; // every answer of three tokens is likely enough to be counted

  private ToyTarget() {}

  static Target create(Backend backend, long seed) {
    return new Target("toy", new Llama(config(), backend, weights(seed), CONTEXT));
  }

  private static ModelConfig config() {
    return ModelConfig.llama(32, 1, 2, 2, 64, VOCABULARY, CONTEXT, false, List.of());
  }

  private static TensorSource weights(long seed) {
    Map<String, long[]> shapes = LlamaTensors.manifest(config()).expected();
    return new TensorSource() {
      @Override
      public @Nullable HostTensor find(String name) {
        long[] shape = shapes.get(name);
        return shape == null ? null : HostTensor.of(values(name, shape, seed), shape);
      }

      @Override
      public Set<String> names() {
        return shapes.keySet();
      }

      @Override
      public String description() {
        return "random weights";
      }
    };
  }

  private static float[] values(String name, long[] shape, long seed) {
    float[] values = new float[Math.toIntExact(HostTensor.elements(shape))];
    if (shape.length == 1) {
      Arrays.fill(values, 1);
      return values;
    }
    SplittableRandom random = new SplittableRandom(seed + name.hashCode());
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (SCALE * random.nextGaussian());
    }
    return values;
  }
}
