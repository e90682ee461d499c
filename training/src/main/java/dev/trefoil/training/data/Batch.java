package dev.trefoil.training.data;

import java.util.Arrays;
import java.util.List;

/// Rows of equal length for one pass of a network.
///
/// @param ids `[rows * rowTokens]`, padded with id 0 behind the labelled tokens
/// @param labels `[rows * rowTokens]`, the id that follows each token, -1 where none is asked
/// @param labelled number of labels that are not -1
@SuppressWarnings("ArrayRecordComponent") // handed over once, not compared
public record Batch(int rows, int rowTokens, int[] ids, int[] labels, int labelled) {
  /// Tokens, padding included.
  public int tokens() {
    return rows * rowTokens;
  }

  /// Lays out packed rows.
  static Batch of(TokenCorpus corpus, List<int[]> packed, int rowTokens) {
    int rows = packed.size();
    int[] ids = new int[rows * rowTokens];
    int[] labels = new int[rows * rowTokens];
    Arrays.fill(labels, -1);
    int labelled = 0;
    for (int row = 0; row < rows; row++) {
      int at = row * rowTokens;
      for (int conversation : packed.get(row)) {
        int length = Math.min(rowTokens, corpus.length(conversation));
        for (int i = 0; i < length; i++) {
          ids[at + i] = corpus.id(conversation, i);
          if (i > 0 && corpus.trained(conversation, i)) {
            labels[at + i - 1] = ids[at + i];
            labelled++;
          }
        }
        at += length;
      }
    }
    return new Batch(rows, rowTokens, ids, labels, labelled);
  }
}
