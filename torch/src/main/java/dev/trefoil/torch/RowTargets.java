package dev.trefoil.torch;

/// Against which row of the truth each row of a prediction is held, and how much it counts. Masks,
/// shifts and divisors of a loss are all said this way.
///
/// @param rows for each row of the prediction a row of the truth, -1 where nothing is asked
/// @param weights factor of each row's loss; not read where nothing is asked
@SuppressWarnings("ArrayRecordComponent") // handed over once, not compared
public record RowTargets(int[] rows, float[] weights) {
  public RowTargets {
    if (rows.length != weights.length) {
      throw new IllegalArgumentException(
          "%d target rows but %d weights; one of each per row is needed"
              .formatted(rows.length, weights.length));
    }
  }

  /// Number of rows that are asked.
  public int count() {
    int count = 0;
    for (int row : rows) {
      count += row >= 0 ? 1 : 0;
    }
    return count;
  }

  /// Sum of the weights of the rows that are asked.
  public double weight() {
    double sum = 0;
    for (int row = 0; row < rows.length; row++) {
      sum += rows[row] >= 0 ? weights[row] : 0;
    }
    return sum;
  }

  /// The same with every weight multiplied.
  public RowTargets scaled(double factor) {
    float[] scaled = new float[weights.length];
    for (int row = 0; row < scaled.length; row++) {
      scaled[row] = (float) (weights[row] * factor);
    }
    return new RowTargets(rows, scaled);
  }
}
