package dev.trefoil.decoding;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.RopeScaling;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.model.Llama;
import dev.trefoil.model.LlamaTensors;
import dev.trefoil.model.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Random targets of a few thousand weights for tests.
public final class TinyModels {
  private TinyModels() {}

  public static ModelConfig config(int vocabulary, int context) {
    return config(vocabulary, context, 2);
  }

  public static ModelConfig config(int vocabulary, int context, int layers) {
    return ModelConfig.llama(48, layers, 6, 2, 80, vocabulary, context, false, List.of());
  }

  /// One layer of the sizes that recorded drafts without a target of their own need.
  public static ModelConfig config(
      int hidden, int heads, float normEpsilon, int vocabulary, int context) {
    return new ModelConfig(
        "llama",
        hidden,
        1,
        heads,
        heads,
        hidden / heads,
        2 * hidden,
        vocabulary,
        context,
        normEpsilon,
        10000f,
        new RopeScaling.None(),
        false,
        false,
        false,
        false,
        false,
        false,
        false,
        List.of());
  }

  public static Target target(Backend backend, ModelConfig config, long seed) {
    TensorSource source = random(config, seed);
    return new Target("tiny", new Llama(config, backend, source, config.contextLength()));
  }

  /// Weights large enough that greedy text wanders instead of repeating one token.
  public static TensorSource random(ModelConfig config, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    LlamaTensors.manifest(config)
        .expected()
        .forEach(
            (name, shape) -> {
              float[] values = new float[(int) HostTensor.elements(shape)];
              for (int i = 0; i < values.length; i++) {
                values[i] =
                    shape.length == 1
                        ? (float) (1 + 0.1 * random.nextGaussian())
                        : (float) (0.25 * random.nextGaussian());
              }
              tensors.put(name, HostTensor.of(values, shape));
            });
    return of(tensors);
  }

  public static TensorSource of(Map<String, HostTensor> tensors) {
    return new TensorSource() {
      @Override
      public @Nullable HostTensor find(String name) {
        return tensors.get(name);
      }

      @Override
      public Set<String> names() {
        return tensors.keySet();
      }

      @Override
      public String description() {
        return "test weights";
      }
    };
  }
}
