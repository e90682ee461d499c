package dev.trefoil.drafter.recurrent;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;

/// The most likely tokens of each row of a level, most likely first. Reused from level to level.
final class Candidates {
  private final int perRow;
  private final boolean weighed;
  private int[] tokens = new int[0]; // [rows, perRow]
  private float[] values = new float[0]; // [rows, perRow]

  /// @param weighed whether probabilities are wanted beside the order
  Candidates(int perRow, boolean weighed) {
    this.perRow = perRow;
    this.weighed = weighed;
  }

  /// Takes them from logits, `[rows, vocabulary]`.
  void read(Backend backend, Matrix logits) {
    if (tokens.length < logits.rows() * perRow) {
      tokens = new int[2 * logits.rows() * perRow];
      values = new float[tokens.length];
    }
    backend.topK(weighed ? backend.softmax(logits) : logits, perRow, tokens, values);
  }

  /// How many each row has.
  int perRow() {
    return perRow;
  }

  /// The token of a rank, from 0 on; -1 when the draft's logits are not numbers.
  int token(int row, int rank) {
    return tokens[row * perRow + rank];
  }

  /// Its share of the whole vocabulary's probability.
  double probability(int row, int rank) {
    return values[row * perRow + rank];
  }
}
