package dev.trefoil.torch;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// A recorded scalar. Close it when it is no longer needed; `backward` may be called once.
public final class TorchLoss implements AutoCloseable {
  private final Tensor value; // []

  TorchLoss(Tensor value) {
    this.value = Tensors.own(value);
  }

  /// The sum of weight times loss; each summand stays its owner's, but shares the backward pass.
  ///
  /// @param weights one per loss
  public static TorchLoss sum(List<TorchLoss> losses, double[] weights) {
    if (losses.isEmpty() || losses.size() != weights.length) {
      throw new IllegalArgumentException(
          "%d losses and %d weights; one weight per loss and at least one loss are needed"
              .formatted(losses.size(), weights.length));
    }
    try (PointerScope _ = new PointerScope()) {
      Tensor sum = losses.getFirst().value.mul(new Scalar((float) weights[0]));
      for (int i = 1; i < weights.length; i++) {
        sum = sum.add(losses.get(i).value, new Scalar((float) weights[i]));
      }
      return new TorchLoss(sum);
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
