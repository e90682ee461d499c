package dev.trefoil.torch;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.model.LlamaTensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Configs, random weights and layouts for tests.
final class TinyModels {
  private TinyModels() {}

  static ModelConfig config(int hidden, int layers, int heads, int kvHeads, int ffn, int vocab) {
    return ModelConfig.llama(hidden, layers, heads, kvHeads, ffn, vocab, 1024, true, List.of());
  }

  /// Normal weights with deviation 0.02, gains of one.
  static TensorSource random(ModelConfig config, long seed) {
    Random random = new Random(seed);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    LlamaTensors.manifest(config)
        .expected()
        .forEach((name, shape) -> tensors.put(name, random(random, shape)));
    return source(tensors);
  }

  private static HostTensor random(Random random, long[] shape) {
    float[] values = new float[Math.toIntExact(HostTensor.elements(shape))];
    for (int i = 0; i < values.length; i++) {
      values[i] = shape.length == 1 ? 1 : (float) random.nextGaussian() * 0.02f;
    }
    return HostTensor.of(values, shape);
  }

  static TensorSource source(Map<String, HostTensor> tensors) {
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
        return "test tensors";
      }
    };
  }

  /// `batch` self-contained causal segments of `length` rows.
  static RowLayout causal(int batch, int length) {
    RowLayout layout = new RowLayout();
    for (int segment = 0; segment < batch; segment++) {
      layout.beginSegment(null, 0);
      for (int position = 0; position < length; position++) {
        layout.addCausalRow(position);
      }
    }
    return layout;
  }

  static int[] randomIds(int count, int vocabulary, long seed) {
    int[] ids = new int[count];
    Random random = new Random(seed);
    Arrays.setAll(ids, _ -> random.nextInt(vocabulary));
    return ids;
  }
}
