package dev.trefoil.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// A product of a training pass that is made only when somebody looks at it: a loss that follows an
/// output head never needs all logits at once ([HeadCrossEntropy]).
final class PendingProduct implements AutoCloseable {
  private final Tensor input; // [rows, in]
  private final TorchWeight weight;
  private final long version;

  PendingProduct(Tensor input, TorchWeight weight) {
    this.input = Tensors.own(input);
    this.weight = weight;
    this.version = weight.parameter().leaf()._version();
  }

  Tensor input() {
    return input;
  }

  TorchWeight weight() {
    return weight;
  }

  /// A handle of its own on `[rows, out]`.
  Tensor evaluate() {
    if (weight.parameter().leaf()._version() != version) {
      throw new IllegalStateException(
          "the product with %s is first read after its weight has changed; read it before the update"
              .formatted(weight.parameter().name()));
    }
    try (PointerScope _ = new PointerScope()) {
      return Tensors.own(weight.product(input));
    }
  }

  @Override
  public void close() {
    input.close();
  }
}
