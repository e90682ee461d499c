package dev.trefoil.training.draft;

import dev.trefoil.compute.Matrix;
import dev.trefoil.torch.RowTargets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the target would say at those rows of a batch that something is held against, and nowhere
/// else: `softmax(head(hidden))`, constants.
public final class TargetDistributions {
  private final Matrix probabilities; // [asked rows, vocabulary]
  private final int[] indexOf; // by row of the batch, -1 for one that is not asked

  private TargetDistributions(Matrix probabilities, int[] indexOf) {
    this.probabilities = probabilities;
    this.indexOf = indexOf;
  }

  /// Runs the target's head over the rows that any of `all` names.
  ///
  /// @param hidden the head's input, `[rows, hidden]`
  /// @param columns the tokens to which the distribution is restricted, or null for all
  public static TargetDistributions of(
      FrozenTarget target, Matrix hidden, List<RowTargets> all, int @Nullable [] columns) {
    int[] indexOf = new int[hidden.rows()];
    Arrays.fill(indexOf, -1);
    for (RowTargets targets : all) {
      for (int row : targets.rows()) {
        if (row >= 0) {
          indexOf[row] = 0;
        }
      }
    }
    int[] asked = new int[indexOf.length];
    int count = 0;
    for (int row = 0; row < indexOf.length; row++) {
      if (indexOf[row] == 0) {
        indexOf[row] = count;
        asked[count++] = row;
      }
    }
    int rows = count;
    Matrix[] result = new Matrix[1];
    target
        .backend()
        .withoutGradients(() -> result[0] = softmax(target, hidden, asked, rows, columns));
    return new TargetDistributions(Objects.requireNonNull(result[0]), indexOf);
  }

  private static Matrix softmax(
      FrozenTarget target, Matrix hidden, int[] asked, int rows, int @Nullable [] columns) {
    Matrix logits = target.target().network().logits(target.backend().gather(hidden, asked, rows));
    return target
        .backend()
        .softmax(columns == null ? logits : target.backend().selectColumns(logits, columns));
  }

  /// One distribution per row that was asked.
  public Matrix probabilities() {
    return probabilities;
  }

  /// The same targets as rows of [#probabilities].
  public RowTargets at(RowTargets targets) {
    int[] rows = new int[targets.rows().length];
    for (int row = 0; row < rows.length; row++) {
      int asked = targets.rows()[row];
      rows[row] = asked < 0 ? -1 : indexOf[asked];
    }
    return new RowTargets(rows, targets.weights());
  }
}
