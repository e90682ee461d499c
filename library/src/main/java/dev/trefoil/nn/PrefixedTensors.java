package dev.trefoil.nn;

import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The tensors of a source whose names begin with a prefix, named without it: what a wrapper such
/// as `module.` or a merged checkpoint put before the names of a network.
public final class PrefixedTensors implements TensorSource {
  private final TensorSource source;
  private final String prefix;
  private final Set<String> names = new LinkedHashSet<>();

  private PrefixedTensors(TensorSource source, String prefix) {
    this.source = source;
    this.prefix = prefix;
    for (String name : source.names()) {
      if (name.startsWith(prefix)) {
        names.add(name.substring(prefix.length()));
      }
    }
  }

  /// The tensors under each prefix in turn; a prefix that no name has is passed over.
  public static TensorSource within(TensorSource source, String... prefixes) {
    TensorSource result = source;
    for (String prefix : prefixes) {
      PrefixedTensors inside = new PrefixedTensors(result, prefix);
      if (!inside.names.isEmpty()) {
        result = inside;
      }
    }
    return result;
  }

  @Override
  public @Nullable HostTensor find(String name) {
    return source.find(prefix + name);
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(names);
  }

  @Override
  public String description() {
    return source.description();
  }
}
