package dev.trefoil.training.data;

/// Where a run stands in its data: the next row to train on.
///
/// @param row rows of the epoch that are done
/// @param rowTokens tokens of such a row
public record DataPosition(int epoch, int row, int rowTokens) {
  public DataPosition {
    if (epoch < 0 || row < 0 || rowTokens < 1) {
      throw new IllegalArgumentException(
          "epoch %d, row %d of %d tokens: not a place in the data"
              .formatted(epoch, row, rowTokens));
    }
  }

  /// The beginning of the data.
  public static DataPosition start(int rowTokens) {
    return new DataPosition(0, 0, rowTokens);
  }

  /// About the same place when rows have another length. Rows are packed anew then, so some of the
  /// epoch's conversations come twice and others not at all.
  public DataPosition withRowTokens(int newRowTokens) {
    return newRowTokens == rowTokens
        ? this
        : new DataPosition(
            epoch, Math.toIntExact((long) row * rowTokens / newRowTokens), newRowTokens);
  }
}
