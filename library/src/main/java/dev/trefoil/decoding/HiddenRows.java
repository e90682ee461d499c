package dev.trefoil.decoding;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import java.util.Arrays;

/// Hidden states kept on the host from one step to the next, `[count, width]`: what a drafter saves
/// of the accepted rows in [Drafter#observe] and feeds its network in [Drafter#propose].
///
/// Mutable, part of one sequence's draft state.
public final class HiddenRows {
  private final int width;
  private final float[] row;
  private float[] values;
  private int count;

  public HiddenRows(int width) {
    this.width = width;
    this.row = new float[width];
    this.values = new float[8 * width];
  }

  /// Appends a copy of one row of a matrix of `width` columns.
  public void append(Backend backend, Matrix x, int index) {
    if (x.columns() != width) {
      throw new IllegalArgumentException(
          "a hidden state of %d columns; the draft reads %d".formatted(x.columns(), width));
    }
    backend.read(x, index, row);
    if ((count + 1) * width > values.length) {
      values = Arrays.copyOf(values, 2 * values.length);
    }
    System.arraycopy(row, 0, values, count * width, width);
    count++;
  }

  public int count() {
    return count;
  }

  public void clear() {
    count = 0;
  }

  /// Forgets the last rows so that at most `rows` remain.
  public void truncate(int rows) {
    count = Math.min(count, rows);
  }

  /// Copies the rows to `target` from row `firstRow` on, `[rows, width]`.
  public void copyTo(float[] target, int firstRow) {
    System.arraycopy(values, 0, target, firstRow * width, count * width);
  }

  /// Copies one row to row `targetRow` of `target`, `[rows, width]`.
  public void copyTo(int index, float[] target, int targetRow) {
    System.arraycopy(values, index * width, target, targetRow * width, width);
  }
}
