package dev.trefoil.training.draft;

import dev.trefoil.compute.Matrix;
import dev.trefoil.torch.RowTargets;
import dev.trefoil.torch.TorchBackend;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the target would say at those rows of a batch that something is held against, and nowhere
/// else: `softmax(head(hidden))`, constants.
public final class TargetDistributions {
  private final Matrix probabilities; // [asked rows, vocabulary]
  private final int[] indexOf; // by row of the batch, -1 for one that is not asked
  private final int[] choices; // [asked rows], the likeliest token; empty when all are there

  private TargetDistributions(Matrix probabilities, int[] indexOf, int[] choices) {
    this.probabilities = probabilities;
    this.indexOf = indexOf;
    this.choices = choices;
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
    int[] choices = new int[columns == null ? 0 : rows];
    @Nullable Matrix[] result = new Matrix[1];
    target
        .backend()
        .withoutGradients(() -> result[0] = softmax(target, hidden, asked, rows, columns, choices));
    return new TargetDistributions(Objects.requireNonNull(result[0]), indexOf, choices);
  }

  private static Matrix softmax(
      FrozenTarget target,
      Matrix hidden,
      int[] asked,
      int rows,
      int @Nullable [] columns,
      int[] choices) {
    TorchBackend backend = target.backend();
    Matrix logits = target.target().network().logits(backend.gather(hidden, asked, rows));
    if (columns == null) {
      return backend.softmax(logits);
    }
    backend.argmax(logits, choices);
    return backend.softmax(backend.selectColumns(logits, columns));
  }

  /// The likeliest of all tokens at a row that was asked; known of restricted distributions only.
  public int choice(int row) {
    return choices[indexOf[row]];
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
