package dev.trefoil.checkpoint;

import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The tensors of one file. They are views of the mapped file where its format allows, so they live
/// as long as the arena that was given to the reader.
///
/// @param format what the file is, for messages: `safetensors` or `PyTorch archive`
/// @param tensors by name, in the order of the file
/// @param metadata free text pairs that the file carries; empty when its format has none
public record TensorFile(
    Path path, String format, Map<String, HostTensor> tensors, Map<String, String> metadata)
    implements TensorSource {
  public TensorFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  @Override
  public @Nullable HostTensor find(String name) {
    return tensors.get(name);
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public String description() {
    return path.toString();
  }
}
