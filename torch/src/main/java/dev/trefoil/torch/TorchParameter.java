package dev.trefoil.torch;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.TensorSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// One leaf of the autograd graph: a matrix stacked from named parts, or a vector.
///
/// Owned by its backend and used on the backend's thread. Values are f32.
public final class TorchParameter implements AutoCloseable {
  /// A checkpoint's tensor inside a parameter.
  ///
  /// @param name its name in a checkpoint
  /// @param shape its own shape
  /// @param firstRow where it starts along the first dimension of the parameter
  public record Part(String name, List<Long> shape, long firstRow) {
    public Part {
      shape = List.copyOf(shape);
    }

    long rows() {
      return shape.getFirst();
    }
  }

  private final List<Part> parts;
  private final Tensor leaf;

  private TorchParameter(List<Part> parts, Tensor leaf) {
    this.parts = List.copyOf(parts);
    this.leaf = Tensors.hold(leaf);
  }

  /// Copies and stacks `tensors`, which agree in all dimensions but the first.
  static TorchParameter stack(List<NamedTensor> tensors, Device device, boolean trainable) {
    try (PointerScope _ = new PointerScope()) {
      List<Part> parts = new ArrayList<>();
      TensorVector values = new TensorVector();
      long firstRow = 0;
      for (NamedTensor part : tensors) {
        List<Long> shape = Arrays.stream(part.tensor().shape()).boxed().toList();
        parts.add(new Part(part.name(), shape, firstRow));
        firstRow += shape.getFirst();
        values.push_back(Tensors.ofHost(part.tensor(), device));
      }
      Tensor leaf = torch.cat(values, 0);
      leaf.set_requires_grad(trainable);
      return new TorchParameter(parts, leaf);
    }
  }

  public List<Part> parts() {
    return parts;
  }

  /// The names of the parts, for messages.
  public String name() {
    return String.join("+", parts.stream().map(Part::name).toList());
  }

  public long elements() {
    return leaf.numel();
  }

  /// Whether this is a vector (a norm's gain, a bias), which weight decay usually leaves alone.
  public boolean isVector() {
    return leaf.dim() < 2;
  }

  public boolean trainable() {
    return leaf.requires_grad();
  }

  /// Excludes this parameter from gradients, for good.
  public void freeze() {
    leaf.set_requires_grad(false);
  }

  /// Whether a backward pass has reached this parameter since the gradients were last cleared.
  public boolean hasGradient() {
    try (PointerScope _ = new PointerScope()) {
      return leaf.grad().defined();
    }
  }

  /// Adds a copy of each part's values to `tensors`.
  public void exportValues(Map<String, HostTensor> tensors, DataType type) {
    export(leaf, tensors, type);
  }

  /// Adds a copy of each part's gradient to `tensors`; nothing when there is none.
  public void exportGradients(Map<String, HostTensor> tensors) {
    try (PointerScope _ = new PointerScope()) {
      Tensor gradient = leaf.grad();
      if (gradient.defined()) {
        export(gradient, tensors, DataType.F32);
      }
    }
  }

  /// Sets the values in place; every part has to be there with its shape.
  public void importValues(TensorSource source) {
    importInto(leaf, "", source);
  }

  /// Adds a copy of each part of `whole`, a tensor of this parameter's shape, to `tensors`.
  void export(Tensor whole, Map<String, HostTensor> tensors, DataType type) {
    export(whole, "", tensors, type);
  }

  void export(Tensor whole, String prefix, Map<String, HostTensor> tensors, DataType type) {
    try (PointerScope _ = new PointerScope()) {
      for (Part part : parts) {
        Tensor rows = whole.detach().narrow(0, part.firstRow(), part.rows());
        tensors.put(prefix + part.name(), Tensors.toHost(rows, type));
      }
    }
  }

  void importInto(Tensor whole, String prefix, TensorSource source) {
    try (PointerScope _ = new PointerScope();
        Gradients _ = Gradients.off()) {
      for (Part part : parts) {
        HostTensor values = source.find(prefix + part.name());
        long[] shape = part.shape().stream().mapToLong(Long::longValue).toArray();
        if (values == null || !values.hasShape(shape)) {
          throw new IllegalArgumentException(
              "%s: tensor '%s' of shape %s is expected but %s"
                  .formatted(
                      source.description(),
                      prefix + part.name(),
                      part.shape(),
                      values == null ? "missing" : "has shape " + Arrays.toString(values.shape())));
        }
        whole.narrow(0, part.firstRow(), part.rows()).copy_(Tensors.ofHost(values, whole.device()));
      }
    }
  }

  /// Sets the gradient, as if a backward pass had made it.
  void importGradients(TensorSource source) {
    try (PointerScope _ = new PointerScope()) {
      Tensor gradient = torch.zeros_like(leaf.detach());
      importInto(gradient, "", source);
      leaf.mutable_grad().put(gradient);
    }
  }

  Tensor leaf() {
    return leaf;
  }

  @Override
  public void close() {
    leaf.close();
  }
}
