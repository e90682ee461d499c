package dev.trefoil.drafter.recurrent;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.decoding.TreeExpansion;

/// The likeliest tokens after each row of a level, the likeliest first. Reused from level to level.
final class Ranking {
  private final int perRow;
  private final boolean weighed;
  private int[] tokens = new int[0]; // [rows, perRow]
  private float[] values = new float[0]; // [rows, perRow]

  /// @param weighed whether probabilities are wanted beside the order
  @SuppressWarnings("MissingSummary") // the parameter says all
  Ranking(int perRow, boolean weighed) {
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

  /// Tells a tree what follows the nodes of its level, whose rows begin at `firstRow`.
  void tell(TreeExpansion tree, int nodes, int firstRow) {
    for (int node = 0; node < nodes; node++) {
      tree.rank(node, tokens, values, (firstRow + node) * perRow, perRow);
    }
  }
}
