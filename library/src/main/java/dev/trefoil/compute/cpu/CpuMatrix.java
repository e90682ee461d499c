package dev.trefoil.compute.cpu;

import dev.trefoil.compute.Matrix;

/// A pooled handle on dense f32 rows in step memory, and perhaps on the same rows in the format of
/// linear products.
final class CpuMatrix implements Matrix {
  private int rows;
  private int columns;

  /// Address of `[rows, columns]` f32; 0 when the handle is not in use.
  long address;

  /// Address for the rows in bf16 or s8, dense.
  long narrow;

  /// Address for one f32 scale per row of `narrow`; only with s8.
  long narrowScales;

  /// Whether the rows stand at `narrow`. Whoever changes the f32 rows clears it.
  boolean narrowed;

  /// Position of step memory before this matrix was made.
  long start;

  void assign(int newRows, int newColumns, long newAddress, int narrowBytes, long newStart) {
    rows = newRows;
    columns = newColumns;
    address = newAddress;
    long elements = backedRows(newRows) * newColumns;
    narrow = newAddress + Memory.roundUp(4 * elements, Memory.ALIGNMENT);
    narrowScales = narrow + Memory.roundUp(narrowBytes * elements, Memory.ALIGNMENT);
    narrowed = false;
    start = newStart;
  }

  /// Bytes behind a matrix, in all its forms.
  static long bytes(int rows, int columns, int narrowBytes) {
    long elements = backedRows(rows) * columns;
    return Memory.roundUp(4 * elements, Memory.ALIGNMENT)
        + Memory.roundUp(narrowBytes * elements, Memory.ALIGNMENT)
        + 4 * backedRows(rows);
  }

  /// Rows with memory behind them: at least two, because one row is multiplied as two.
  private static long backedRows(int rows) {
    return Math.max(rows, 2);
  }

  void invalidate() {
    address = 0;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  /// Address of a row.
  long row(int row) {
    return address + 4L * columns * row;
  }

  @Override
  public String toString() {
    return "Matrix[" + rows + ", " + columns + "]";
  }
}
