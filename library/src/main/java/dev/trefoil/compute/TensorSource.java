package dev.trefoil.compute;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where named tensors come from: a checkpoint, a random initialiser, a test.
public interface TensorSource {
  /// The tensor of that name, or null when there is none. The view lives as long as the source.
  @Nullable HostTensor find(String name);

  /// All names, in the order of the source.
  Set<String> names();

  /// What to call this source in an error message, usually a file or directory.
  String description();
}
