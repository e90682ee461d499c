package dev.trefoil.bench;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.BFloat16;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.model.LlamaTensors;
import dev.trefoil.nn.TensorManifest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Random bf16 weights of a network that occupy no more memory than its largest tensor: all
/// matrices are views of one buffer, at different places. Gains are 1, biases 0.
///
/// Closed by whoever made it, after the network has been loaded.
public final class RandomTensors implements TensorSource, AutoCloseable {
  /// Largest magnitude of a weight.
  private static final float SCALE = 0.05f;

  /// Random elements beyond the largest tensor, so that views can start at different places.
  private static final int SLACK = 1 << 16;

  private final Map<String, long[]> shapes;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer;

  /// Weights of a Llama.
  public RandomTensors(ModelConfig config, RandomGenerator random) {
    this(LlamaTensors.manifest(config), random);
  }

  /// Weights of any network.
  public RandomTensors(TensorManifest manifest, RandomGenerator random) {
    shapes = manifest.expected();
    long largest = 0;
    for (long[] shape : shapes.values()) {
      largest = Math.max(largest, HostTensor.elements(shape));
    }
    buffer = arena.allocate(2 * (largest + SLACK), 64);
    for (long i = 0; i < largest + SLACK; i++) {
      short bits = BFloat16.fromFloat(SCALE * (2 * random.nextFloat() - 1));
      buffer.set(ValueLayout.JAVA_SHORT, 2 * i, bits);
    }
  }

  @Override
  public @Nullable HostTensor find(String name) {
    long[] shape = shapes.get(name);
    if (shape == null) {
      return null;
    }
    if (shape.length == 1) {
      float[] values = new float[Math.toIntExact(shape[0])];
      Arrays.fill(values, name.endsWith(".bias") ? 0f : 1f);
      return HostTensor.of(values, shape);
    }
    long offset = 64L * Math.floorMod(name.hashCode(), SLACK / 64);
    long bytes = 2 * HostTensor.elements(shape);
    return new HostTensor(DataType.BF16, shape, buffer.asSlice(2 * offset, bytes));
  }

  @Override
  public Set<String> names() {
    return shapes.keySet();
  }

  @Override
  public String description() {
    return "random weights";
  }

  @Override
  public void close() {
    arena.close();
  }
}
