package dev.trefoil.training.draft;

import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tensors in memory as a source.
///
/// @param description what to call them in a message
public record MapTensors(Map<String, HostTensor> tensors, String description)
    implements TensorSource {
  @Override
  public @Nullable HostTensor find(String name) {
    return tensors.get(name);
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }
}
