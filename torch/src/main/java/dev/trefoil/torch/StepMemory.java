package dev.trefoil.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// The matrices of one step, in the order of their making.
///
/// Each operation runs in a scope of its own that frees all temporary handles at once; what
/// autograd has saved for the backward pass stays alive behind the handles, owned by the graph.
final class StepMemory implements AutoCloseable {
  private final List<TorchMatrix> matrices = new ArrayList<>();
  private final List<TorchMatrix> kept = new ArrayList<>();

  TorchMatrix make(Supplier<Tensor> operation) {
    try (PointerScope _ = new PointerScope()) {
      TorchMatrix result = new TorchMatrix(operation.get());
      matrices.add(result);
      return result;
    }
  }

  /// The product of an operation that runs when somebody looks at it.
  TorchMatrix makeLater(Tensor input, TorchWeight weight) {
    try (PointerScope _ = new PointerScope()) {
      TorchMatrix result = new TorchMatrix(new PendingProduct(input, weight));
      matrices.add(result);
      return result;
    }
  }

  TorchMatrix replace(TorchMatrix consumed, Supplier<Tensor> operation) {
    try (PointerScope _ = new PointerScope()) {
      consumed.replace(operation.get());
      return consumed;
    }
  }

  /// A second handle on the same values: they never change in place, so no copy is needed.
  TorchMatrix keep(TorchMatrix matrix) {
    try (PointerScope _ = new PointerScope()) {
      TorchMatrix result = new TorchMatrix(matrix.tensor());
      kept.add(result);
      return result;
    }
  }

  int mark() {
    return matrices.size();
  }

  void release(int mark) {
    while (matrices.size() > mark) {
      matrices.removeLast().free();
    }
  }

  @Override
  public void close() {
    release(0);
    kept.forEach(TorchMatrix::free);
    kept.clear();
  }
}
