package dev.trefoil.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// A recorded scalar. Close it when it is no longer needed; `backward` may be called once.
public final class TorchLoss implements AutoCloseable {
  private static final long MEAN = 1;
  private static final long IGNORED = -1;

  private final Tensor value; // []

  private TorchLoss(Tensor value) {
    this.value = Tensors.own(value);
  }

  static TorchLoss crossEntropy(Tensor logits, int[] labels, Device device) {
    checkLabels(labels, logits.size(0), logits.size(1));
    try (PointerScope _ = new PointerScope()) {
      Tensor targets = Tensors.ofLongs(labels, labels.length, device);
      return new TorchLoss(
          torch.cross_entropy_loss(logits, targets, new TensorOptional(), MEAN, IGNORED, 0));
    }
  }

  static TorchLoss crossEntropy(PendingProduct logits, int[] labels, Device device) {
    checkLabels(labels, logits.input().size(0), logits.weight().rows());
    try (PointerScope _ = new PointerScope()) {
      return new TorchLoss(HeadCrossEntropy.of(logits, labels, device));
    }
  }

  /// The sum over all entries of `x * factors`.
  static TorchLoss weightedSum(Tensor x, float[] factors, Device device) {
    try (PointerScope _ = new PointerScope()) {
      return new TorchLoss(x.mul(Tensors.ofFloats(factors, device, x.size(0), x.size(1))).sum());
    }
  }

  private static void checkLabels(int[] labels, long rows, long vocabulary) {
    if (labels.length != rows) {
      throw new IllegalArgumentException(
          "%d labels for %d rows of logits; one per row is needed".formatted(labels.length, rows));
    }
    int counted = 0;
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] < -1 || labels[row] >= vocabulary) {
        throw new IllegalArgumentException(
            "label %d at row %d; allowed are 0 to %d, and -1 for a row that does not count"
                .formatted(labels[row], row, vocabulary - 1));
      }
      counted += labels[row] >= 0 ? 1 : 0;
    }
    if (counted == 0) {
      throw new IllegalArgumentException(
          "all %d labels are -1; at least one row has to count".formatted(labels.length));
    }
  }

  /// Waits for the result.
  public double value() {
    return value.item_double();
  }

  /// Adds the gradients of this loss to the parameters.
  public void backward() {
    backward(1);
  }

  /// Adds the gradients of `weight` times this loss, for accumulation over several batches.
  public void backward(double weight) {
    try (PointerScope _ = new PointerScope()) {
      value.mul(new Scalar((float) weight)).backward();
    }
  }

  @Override
  public void close() {
    value.close();
  }
}
