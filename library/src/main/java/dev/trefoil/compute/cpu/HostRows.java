package dev.trefoil.compute.cpu;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import java.lang.foreign.MemorySegment;

/// Rows of host tensors as f32 in native memory.
final class HostRows {
  private HostRows() {}

  /// Widens one row to `target`.
  static void read(HostTensor tensor, int row, long target, RowKernels kernels) {
    int columns = tensor.columns();
    long first = (long) row * columns;
    MemorySegment data = tensor.data();
    if (tensor.type() == DataType.BF16 && data.isNative()) {
      kernels.widen(data.address() + 2 * first, target, columns);
    } else if (tensor.type() == DataType.F32) {
      MemorySegment.copy(data, 4 * first, Memory.ALL, target, 4L * columns);
    } else {
      for (int i = 0; i < columns; i++) {
        Memory.setFloat(target + 4L * i, tensor.get(first + i));
      }
    }
  }
}
