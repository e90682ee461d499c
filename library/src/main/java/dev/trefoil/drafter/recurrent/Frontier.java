package dev.trefoil.drafter.recurrent;

import java.util.Arrays;

/// The nodes of one sequence's tree whose children are wanted next. Reused from level to level.
final class Frontier {
  private int[] parentRow = new int[8];
  private int[] token = new int[8];
  private int[] node = new int[8];
  private double[] score = new double[8];
  private int size;

  void clear() {
    size = 0;
  }

  /// Adds a node.
  ///
  /// @param row which node of the frontier before is its parent
  /// @param handle by which the grower knows the node
  /// @param pathScore sum of the log probabilities of its path
  void add(int row, int tokenOfNode, int handle, double pathScore) {
    if (size == token.length) {
      parentRow = Arrays.copyOf(parentRow, 2 * size);
      token = Arrays.copyOf(token, 2 * size);
      node = Arrays.copyOf(node, 2 * size);
      score = Arrays.copyOf(score, 2 * size);
    }
    parentRow[size] = row;
    token[size] = tokenOfNode;
    node[size] = handle;
    score[size] = pathScore;
    size++;
  }

  /// The root alone.
  void root(int rootToken, int handle) {
    clear();
    add(0, rootToken, handle, 0);
  }

  int size() {
    return size;
  }

  int parentRow(int i) {
    return parentRow[i];
  }

  int token(int i) {
    return token[i];
  }

  int node(int i) {
    return node[i];
  }

  double score(int i) {
    return score[i];
  }
}
