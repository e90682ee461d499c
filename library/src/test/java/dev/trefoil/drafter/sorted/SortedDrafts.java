package dev.trefoil.drafter.sorted;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.decoding.TinyModels;
import java.util.List;
import java.util.Map;

/// Random sorted drafts for tests.
final class SortedDrafts {
  private SortedDrafts() {}

  /// That of the tiny models with another number of layers.
  static ModelConfig config(int vocabulary, int context, int layers) {
    return TinyModels.config(vocabulary, context, layers);
  }

  static SortedDraft random(Backend backend, ModelConfig config, long seed, List<Integer> exits) {
    return new SortedDraft(
        config,
        backend,
        TinyModels.random(config, seed),
        new SortedSettings(exits, ExitProfile.DEFAULT, Map.of()));
  }

  /// The state of a sequence with that many slots.
  static SortedState state(SortedDraft draft, int slots) {
    ModelConfig config = draft.network().config();
    return new SortedState(
        new LazyKv(
            draft
                .network()
                .backend()
                .kvStore(config.layers(), draft.network().attentionShape(), slots),
            draft.exits(),
            config.hiddenSize()),
        slots,
        0);
  }
}
