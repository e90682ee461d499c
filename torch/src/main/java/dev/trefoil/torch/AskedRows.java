package dev.trefoil.torch;

import java.util.Arrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/// The rows of a prediction at which something is asked: the others cost nothing.
final class AskedRows {
  private final int total;
  private final int[] rows; // [count]
  private final int[] answers; // [count]
  private final float[] weights; // [count]

  private AskedRows(int total, int[] rows, int[] answers, float[] weights) {
    this.total = total;
    this.rows = rows;
    this.answers = answers;
    this.weights = weights;
  }

  /// @param answers per row a target row or a label, -1 where nothing is asked
  /// @param limit number of rows or labels there are
  /// @param what an answer is called in a message
  static AskedRows of(
      int[] answers, float[] weights, long predictionRows, long limit, String what) {
    if (answers.length != predictionRows || weights.length != predictionRows) {
      throw new IllegalArgumentException(
          "%d %ss and %d weights for %d rows; one of each per row is needed"
              .formatted(answers.length, what, weights.length, predictionRows));
    }
    int[] rows = new int[answers.length];
    int count = 0;
    for (int row = 0; row < answers.length; row++) {
      if (answers[row] < -1 || answers[row] >= limit) {
        throw new IllegalArgumentException(
            "%s %d at row %d; allowed are 0 to %d, and -1 for a row that does not count"
                .formatted(what, answers[row], row, limit - 1));
      }
      if (answers[row] >= 0) {
        rows[count++] = row;
      }
    }
    int[] asked = new int[count];
    float[] counted = new float[count];
    for (int i = 0; i < count; i++) {
      asked[i] = answers[rows[i]];
      counted[i] = weights[rows[i]];
    }
    return new AskedRows(answers.length, Arrays.copyOf(rows, count), asked, counted);
  }

  int count() {
    return rows.length;
  }

  int row(int asked) {
    return rows[asked];
  }

  /// The asked rows of a prediction: `[count, columns]`.
  Tensor of(Tensor prediction, Device device) {
    return rows.length == total
        ? prediction
        : prediction.index_select(0, Tensors.ofLongs(rows, rows.length, device));
  }

  /// What is the right answer at each, `[count]`.
  Tensor answers(Device device) {
    return Tensors.ofLongs(answers, answers.length, device);
  }

  /// How much each counts, `[count]`.
  Tensor weights(Device device) {
    return Tensors.ofFloats(weights, device, weights.length);
  }
}
