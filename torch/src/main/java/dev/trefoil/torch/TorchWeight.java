package dev.trefoil.torch;

import dev.trefoil.compute.Precision;
import dev.trefoil.compute.Weight;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// A parameter and its use in products.
///
/// In bf16 both factors of a product are rounded to bf16 and the sums are f32. Training, and CUDA,
/// multiply bf16 tensors, which rounds the result (and in the backward pass the gradients) to bf16
/// too, as mixed-precision training does everywhere. A fixed weight on a CPU keeps its rounded
/// values in f32, so that the result stays f32.
final class TorchWeight implements Weight, AutoCloseable {
  private static final int HEAD_ROWS = 1024;

  private final TorchParameter parameter;
  private final @Nullable TorchParameter bias; // [out]
  private final Precision precision;
  private final TorchDevice device;
  private @Nullable Tensor rounded; // made once when the parameter never changes
  private @Nullable Tensor halved; // the same in bf16

  TorchWeight(
      TorchParameter parameter,
      @Nullable TorchParameter bias,
      Precision precision,
      TorchDevice device) {
    this.parameter = parameter;
    this.bias = bias;
    this.precision = precision;
    this.device = device;
  }

  static TorchWeight of(Weight weight) {
    if (weight instanceof TorchWeight own) {
      return own;
    }
    throw new IllegalArgumentException(
        "a weight of %s was given to the libtorch backend; use the backend that made it"
            .formatted(weight.getClass().getSimpleName()));
  }

  @Override
  public int rows() {
    return parameter.isVector() ? 1 : Math.toIntExact(parameter.leaf().size(0));
  }

  @Override
  public int columns() {
    return Math.toIntExact(parameter.leaf().size(parameter.isVector() ? 0 : 1));
  }

  TorchParameter parameter() {
    return parameter;
  }

  @Nullable TorchParameter bias() {
    return bias;
  }

  /// The values as they are, f32.
  Tensor exact() {
    return parameter.leaf();
  }

  /// `x W^T (+ b)`, f32 in and out.
  Tensor product(Tensor x) {
    if (!narrow()) {
      return torch.linear(
          round(x),
          factor(),
          bias == null ? new TensorOptional() : new TensorOptional(bias.leaf()));
    }
    Tensor product = torch.linear(round(x), factor()).to(ScalarType.Float);
    return bias == null ? product : product.add(bias.leaf());
  }

  /// Whether this may be an output head, whose product in training waits until somebody looks at
  /// it.
  boolean isLarge() {
    return rows() >= HEAD_ROWS;
  }

  /// Whether products run on bf16 tensors, with a result rounded to bf16 too.
  private boolean narrow() {
    return precision == Precision.BF16 && (device == TorchDevice.CUDA || parameter.trainable());
  }

  /// The second factor of a product, in the type of [#round].
  Tensor factor() {
    if (precision == Precision.F32 || parameter.trainable()) {
      return round(parameter.leaf());
    }
    if (rounded == null) {
      try (PointerScope _ = new PointerScope()) {
        rounded = Tensors.hold(round(parameter.leaf()));
      }
    }
    return rounded;
  }

  /// The first factor of a product in the type that products take.
  Tensor round(Tensor factor) {
    if (precision == Precision.F32) {
      return factor;
    }
    Tensor narrow = factor.to(ScalarType.BFloat16);
    return narrow() ? narrow : narrow.to(ScalarType.Float);
  }

  /// The second factor for products of a loss: on bf16 tensors whenever products are bf16, which is
  /// twice as fast on a CPU.
  Tensor lossFactor() {
    if (precision == Precision.F32 || narrow()) {
      return factor();
    }
    if (halved == null) {
      try (PointerScope _ = new PointerScope()) {
        halved = Tensors.hold(parameter.leaf().to(ScalarType.BFloat16));
      }
    }
    return halved;
  }

  @Override
  public void close() {
    if (halved != null) {
      halved.close();
      halved = null;
    }
    if (rounded != null) {
      rounded.close();
      rounded = null;
    }
  }
}
