package dev.trefoil.training.draft;

import dev.trefoil.compute.RowLayout;
import dev.trefoil.torch.RowTargets;
import java.util.Arrays;

/// Whole conversations one after the other, without padding: one row per token. Each conversation
/// is a segment of its own, at the positions and with the view that decoding would give it.
///
/// @param ids `[rows]`
/// @param trained `[rows]`, whether a token is one that the target says: the loss masks of the
///   papers
/// @param starts `[conversations + 1]`, the first row of each conversation, then the number of rows
/// @param conversations `[conversations]`, their indices in the corpus
@SuppressWarnings("ArrayRecordComponent") // handed over once, not compared
public record DraftBatch(int[] ids, boolean[] trained, int[] starts, int[] conversations) {
  public DraftBatch {
    if (trained.length != ids.length || starts.length != conversations.length + 1) {
      throw new IllegalArgumentException(
          "%d ids, %d marks, %d starts, %d conversations do not belong together"
              .formatted(ids.length, trained.length, starts.length, conversations.length));
    }
  }

  /// Rows: tokens of all conversations.
  public int rows() {
    return ids.length;
  }

  /// Self-contained causal segments, the position of a row counted from its conversation's start.
  public RowLayout layout() {
    RowLayout layout = new RowLayout();
    for (int segment = 0; segment < conversations.length; segment++) {
      layout.beginSegment(null, 0);
      for (int row = starts[segment]; row < starts[segment + 1]; row++) {
        layout.addCausalRow(row - starts[segment]);
      }
    }
    return layout;
  }

  /// The token `ahead` places after each row, 0 behind the end of its conversation.
  public int[] following(int ahead) {
    int[] tokens = new int[ids.length];
    for (int segment = 0; segment < conversations.length; segment++) {
      int count = starts[segment + 1] - starts[segment] - ahead;
      if (count > 0) {
        System.arraycopy(ids, starts[segment] + ahead, tokens, starts[segment], count);
      }
    }
    return tokens;
  }

  /// Holds each row against the row `ahead` places after it; a row counts, with the weight 1, when
  /// that row is of the same conversation and the token `judgedAt` places after the row is there
  /// and trained.
  public RowTargets targets(int ahead, int judgedAt) {
    int[] rows = new int[ids.length];
    float[] weights = new float[ids.length];
    Arrays.fill(rows, -1);
    int reach = Math.max(ahead, judgedAt);
    for (int segment = 0; segment < conversations.length; segment++) {
      for (int row = starts[segment]; row + reach < starts[segment + 1]; row++) {
        if (trained[row + judgedAt]) {
          rows[row] = row + ahead;
          weights[row] = 1;
        }
      }
    }
    return new RowTargets(rows, weights);
  }
}
