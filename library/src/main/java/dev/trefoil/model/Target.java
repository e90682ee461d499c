package dev.trefoil.model;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;

/// The model whose answer counts: a network and the name by which reports call it.
///
/// Does not own the backend.
///
/// @param name directory name or `demo`
public record Target(String name, Llama network) {

  public ModelConfig config() {
    return network.config();
  }

  public Backend backend() {
    return network.backend();
  }

  /// An empty cache of `capacity` slots for one sequence; the caller closes it.
  public KvCache newCache(int capacity) {
    return new KvCache(backend().kvStore(config().layers(), network.attentionShape(), capacity));
  }
}
