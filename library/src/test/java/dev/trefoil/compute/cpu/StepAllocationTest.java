package dev.trefoil.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.compute.AttentionShape;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.KvStore;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.Rotary;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.Weight;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A step in steady state makes no objects. Plain loops are measured: vectors are objects until the
/// compiler has seen them.
final class StepAllocationTest {
  private static final int HIDDEN = 64;
  private static final AttentionShape SHAPE = new AttentionShape(4, 2, 16);

  private static Weight linear(Backend backend, int out, int in) {
    float[] values = new float[out * in];
    Arrays.fill(values, 0.01f);
    NamedTensor tensor = new NamedTensor("w", HostTensor.of(values, out, in));
    return backend.linearWeight(List.of(tensor), List.of());
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void nothingIsAllocatedAfterTheFirstSteps(Precision precision) {
    try (Backend backend = CpuBackend.open(precision, 1, Kernels.scalar(16));
        KvStore store = backend.kvStore(1, SHAPE, 40)) {
      float[] ones = new float[HIDDEN];
      Arrays.fill(ones, 1f);
      Weight gain = backend.gainWeight(new NamedTensor("g", HostTensor.of(ones, HIDDEN)));
      Weight fused = linear(backend, SHAPE.fusedColumns(), HIDDEN);
      Weight output = linear(backend, HIDDEN, SHAPE.outputColumns());
      Weight gateUp = linear(backend, 200, HIDDEN);
      Rotary rotary = new Rotary(new float[8], 64);
      RowLayout layout = new RowLayout();
      layout.beginSegment(store, 10);
      layout.addTreeRow(10, -1);
      layout.addTreeRow(11, 0);
      layout.addTreeRow(11, 0);
      float[] values = new float[3 * HIDDEN];
      int[] best = new int[3];
      Runnable step =
          () -> {
            backend.beginStep();
            Matrix x = backend.upload(values, 3, HIDDEN);
            long mark = backend.mark();
            Matrix y = backend.linear(backend.rmsNorm(x, gain, 1e-5f), fused);
            y = backend.rotate(y, rotary, 6, layout);
            y = backend.linear(backend.attention(y, SHAPE, 0, layout), output);
            x = backend.add(x, y);
            backend.release(mark);
            backend.argmax(backend.swiglu(backend.linear(x, gateUp)), best);
          };
      var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 40; round++) { // until calls into native code are compiled
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
          step.run();
        }
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertThat(least).as("bytes in 100 steps").isLessThan(100);
    }
  }
}
