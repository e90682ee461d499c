package dev.trefoil.compute.cpu;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.Weight;

/// The forms in which the CPU holds parameters.
sealed interface CpuWeight extends Weight {

  /// A vector of gains.
  ///
  /// @param address `[columns]` f32
  record Gain(int columns, long address) implements CpuWeight {
    @Override
    public int rows() {
      return 1;
    }
  }

  /// An embedding table.
  ///
  /// @param type f32 or bf16
  /// @param address `[rows, columns]`, dense
  record Table(int rows, int columns, DataType type, long address) implements CpuWeight {
    long row(int row) {
      return address + (long) type.bytes() * columns * row;
    }
  }

  /// A linear layer `[rows = out, columns = in]`, cut along `out`.
  ///
  /// @param precision of the product
  /// @param firstColumn first result column of each chunk
  /// @param kernel product of each chunk
  /// @param memory oneDNN memory handle of each chunk
  /// @param scales `[out]` f32, int8 only, else 0
  /// @param bias `[out]` f32, or 0
  @SuppressWarnings("ArrayRecordComponent") // package-private, never compared, never modified
  record Linear(
      Precision precision,
      int rows,
      int columns,
      int[] firstColumn,
      LinearKernel[] kernel,
      long[] memory,
      long scales,
      long bias)
      implements CpuWeight {
    int chunks() {
      return firstColumn.length;
    }
  }
}
