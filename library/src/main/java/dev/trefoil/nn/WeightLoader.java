package dev.trefoil.nn;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.compute.Weight;
import java.util.ArrayList;
import java.util.List;

/// Turns named tensors into weights of a backend. Run a [TensorManifest] check first: a name that
/// is not there is an error here too, but only the first one is told.
public record WeightLoader(Backend backend, TensorSource source) {

  public NamedTensor tensor(String name) {
    HostTensor tensor = source.find(name);
    if (tensor == null) {
      throw new WeightMismatchException(source.description() + " has no tensor " + name);
    }
    return new NamedTensor(name, tensor);
  }

  /// The layers `prefix.weight` (and `prefix.bias`) stacked to one product.
  public Linear linear(boolean bias, List<String> prefixes) {
    List<NamedTensor> parts = new ArrayList<>();
    List<NamedTensor> biases = new ArrayList<>();
    for (String prefix : prefixes) {
      parts.add(tensor(prefix + ".weight"));
      if (bias) {
        biases.add(tensor(prefix + ".bias"));
      }
    }
    return new Linear(backend, backend.linearWeight(parts, biases));
  }

  public Linear linear(boolean bias, String prefix) {
    return linear(bias, List.of(prefix));
  }

  public RmsNorm norm(String prefix, float epsilon) {
    return new RmsNorm(backend, backend.gainWeight(tensor(prefix + ".weight")), epsilon);
  }

  public Weight table(String prefix) {
    return backend.tableWeight(tensor(prefix + ".weight"));
  }
}
