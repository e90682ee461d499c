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
/// In bf16 both factors of a product are rounded to bf16 and the sums are f32. A CPU keeps the
/// rounded values in f32, which costs memory and no accuracy; with the matmul precision `medium`
/// the product runs on the bf16 units all the same. CUDA multiplies bf16 tensors.
final class TorchWeight implements Weight, AutoCloseable {
  private final TorchParameter parameter;
  private final @Nullable TorchParameter bias; // [out]
  private final Precision precision;
  private final TorchDevice device;
  private @Nullable Tensor rounded; // made once when the parameter never changes

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

  /// The values as they are, f32.
  Tensor exact() {
    return parameter.leaf();
  }

  /// `x W^T (+ b)`, f32 in and out.
  Tensor product(Tensor x) {
    if (precision == Precision.F32 || device == TorchDevice.CPU) {
      return torch.linear(
          round(x),
          factor(),
          bias == null ? new TensorOptional() : new TensorOptional(bias.leaf()));
    }
    Tensor product = torch.linear(round(x), factor()).to(ScalarType.Float);
    return bias == null ? product : product.add(bias.leaf());
  }

  private Tensor factor() {
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

  private Tensor round(Tensor factor) {
    if (precision == Precision.F32) {
      return factor;
    }
    Tensor narrow = factor.to(ScalarType.BFloat16);
    return device == TorchDevice.CUDA ? narrow : narrow.to(ScalarType.Float);
  }

  @Override
  public void close() {
    if (rounded != null) {
      rounded.close();
      rounded = null;
    }
  }
}
