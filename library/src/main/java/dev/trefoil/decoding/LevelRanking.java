package dev.trefoil.decoding;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import java.util.function.IntUnaryOperator;

/// The likeliest tokens after each row of a level, the likeliest first. Reused from level to level.
final class LevelRanking {
  private final Backend backend;
  private final int perRow;
  private final boolean weighed;
  private final IntUnaryOperator targetToken;
  private int[] tokens = new int[0]; // [rows, perRow]
  private float[] values = new float[0]; // [rows, perRow]
  private int[] again = new int[0]; // tokens once more, not used

  /// @param vocabulary of the draft
  /// @param targetToken the target's id of a token of the draft
  @SuppressWarnings("MissingSummary") // the parameters say all
  LevelRanking(Backend backend, TreeRule rule, int vocabulary, IntUnaryOperator targetToken) {
    this.backend = backend;
    this.perRow = Math.min(rule.children(), vocabulary);
    this.weighed = rule.weighs();
    this.targetToken = targetToken;
  }

  /// Takes them from logits, `[rows, vocabulary]`.
  ///
  /// @param probabilities whether a tree wants probabilities where the rule does not
  void read(Matrix logits, boolean probabilities) {
    int entries = logits.rows() * perRow;
    if (tokens.length < entries) {
      tokens = new int[2 * entries];
      values = new float[2 * entries];
    }
    backend.topK(weighed ? backend.softmax(logits) : logits, perRow, tokens, values);
    if (probabilities && !weighed) { // the order stays that of the logits, which tie less
      if (again.length < entries) {
        again = new int[2 * entries];
      }
      backend.topK(backend.softmax(logits), perRow, again, values);
    }
    for (int i = 0; i < entries; i++) {
      tokens[i] = tokens[i] < 0 ? -1 : targetToken.applyAsInt(tokens[i]);
    }
  }

  /// Tells a tree what follows a node of its level.
  void tell(TreeExpansion tree, int node, int row) {
    tree.rank(node, tokens, values, row * perRow, perRow);
  }
}
