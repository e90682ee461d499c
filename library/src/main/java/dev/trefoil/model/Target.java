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

  /// Refuses a draft of another hidden size or vocabulary.
  ///
  /// @param where the draft's config came from
  public void requireFits(String where, ModelConfig draft) {
    if (draft.hiddenSize() != config().hiddenSize()
        || draft.vocabularySize() != config().vocabularySize()) {
      throw new IllegalArgumentException(
          "%s: the draft has hidden size %d and %d tokens, the target %s has %d and %d; take a draft that was trained for this target"
              .formatted(
                  where,
                  draft.hiddenSize(),
                  draft.vocabularySize(),
                  name,
                  config().hiddenSize(),
                  config().vocabularySize()));
    }
  }

  /// An empty cache of `capacity` slots for one sequence; the caller closes it.
  public KvCache newCache(int capacity) {
    return new KvCache(backend().kvStore(config().layers(), network.attentionShape(), capacity));
  }
}
