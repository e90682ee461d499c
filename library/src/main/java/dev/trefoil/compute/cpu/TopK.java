package dev.trefoil.compute.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The largest entries of each row, one row per item, and arg-max as its simplest case.
final class TopK implements Task {
  private final RowKernels kernels;
  private CpuMatrix x = new CpuMatrix();
  private int k;
  private int[] columns = new int[0];
  private float @Nullable [] values;
  private float[] best = new float[0]; // [rows * k]

  TopK(RowKernels kernels) {
    this.kernels = kernels;
  }

  void set(CpuMatrix newX, int newK, int[] newColumns, float @Nullable [] newValues) {
    if (newK < 1 || newK > newX.columns()) {
      throw new IllegalArgumentException(
          "the %d largest of %d columns are asked for; allowed are 1 to %d"
              .formatted(newK, newX.columns(), newX.columns()));
    }
    int entries = Math.multiplyExact(newX.rows(), newK);
    if (newColumns.length < entries || (newValues != null && newValues.length < entries)) {
      throw new IllegalArgumentException(
          "%d results do not fit the given arrays; make them [rows * k]".formatted(entries));
    }
    x = newX;
    k = newK;
    columns = newColumns;
    values = newValues;
    if (best.length < entries) {
      best = new float[entries];
    }
  }

  @Override
  public void run(int row, int thread) {
    long address = x.row(row);
    int at = row * k;
    int first = kernels.argmax(address, x.columns());
    if (k == 1 || first < 0) {
      Arrays.fill(columns, at, at + k, first);
      Arrays.fill(best, at, at + k, first < 0 ? Float.NaN : Memory.getFloat(address + 4L * first));
    } else {
      select(address, at);
    }
    if (values != null) {
      System.arraycopy(best, at, values, at, k);
    }
  }

  /// Insertion into a sorted list, for the few entries that beat its last one.
  private void select(long address, int at) {
    int n = x.columns();
    int filled = 0;
    int i = 0;
    while (i < n) {
      float value = Memory.getFloat(address + 4L * i);
      int place = filled < k ? filled++ : k - 1;
      while (place > 0 && best[at + place - 1] < value) {
        best[at + place] = best[at + place - 1];
        columns[at + place] = columns[at + place - 1];
        place--;
      }
      best[at + place] = value;
      columns[at + place] = i;
      i = filled < k ? i + 1 : kernels.firstAbove(address, i + 1, n, best[at + k - 1]);
    }
  }
}
