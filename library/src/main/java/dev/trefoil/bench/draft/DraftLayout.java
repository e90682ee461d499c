package dev.trefoil.bench.draft;

import dev.trefoil.checkpoint.JsonFile;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.drafter.clover.CloverShape;
import dev.trefoil.drafter.clover.CloverTensors;
import dev.trefoil.drafter.clover2.Clover2Tensors;
import dev.trefoil.drafter.eagle.EagleDrafter;
import dev.trefoil.drafter.eagle.EagleVersion;
import dev.trefoil.drafter.hydra.HydraNetwork;
import dev.trefoil.drafter.medusa.MedusaHeads;
import dev.trefoil.model.LlamaTensors;
import dev.trefoil.nn.TensorManifest;
import java.util.Map;

/// What a published draft for a target looks like: its `config.json` and the shapes of its weights.
record DraftLayout(JsonFile config, TensorManifest manifest) {
  /// As published: four heads of Medusa (of the five in the files) and of Hydra.
  private static final int HEADS = 4;

  private static final int CLOVER_HEADS = 3;
  private static final int CLOVER2_LAYERS = 2;
  private static final int CLOVER2_HEADS = 5;
  private static final int EAGLE3_VOCABULARY = 32_000;

  /// Sizes of the small models beside Vicuna: 68M (two layers) and 160M (twelve).
  private static final int SMALL_HIDDEN = 768;

  private static final int SMALL_HEADS = 12;
  private static final int SMALL_FEED_FORWARD = 3072;
  private static final int SPS_LAYERS = 2;
  private static final int SD2_LAYERS = 12;

  /// Rows of the draft's output head.
  static int vocabulary(DraftKind kind, ModelConfig target) {
    return kind == DraftKind.EAGLE3
        ? Math.min(EAGLE3_VOCABULARY, target.vocabularySize())
        : target.vocabularySize();
  }

  /// The layout of a draft for a target.
  static DraftLayout of(DraftKind kind, ModelConfig target) {
    return switch (kind) {
      case MEDUSA ->
          new DraftLayout(
              heads(kind, Map.of("medusa_num_heads", HEADS, "medusa_num_layers", 1)),
              MedusaHeads.manifest(target, HEADS));
      case HYDRA -> hydra(kind, target, false);
      case HYDRA_PLUS -> hydra(kind, target, true);
      case EAGLE, EAGLE2 -> {
        JsonFile config = DraftConfigJson.llama(kind, target, 1, Map.of());
        yield new DraftLayout(config, EagleDrafter.manifest(config, EagleVersion.EAGLE1));
      }
      case EAGLE3 -> {
        Map<String, Object> more = Map.of("draft_vocab_size", vocabulary(kind, target));
        JsonFile config = DraftConfigJson.llama(kind, target, 1, more);
        yield new DraftLayout(config, EagleDrafter.manifest(config, EagleVersion.EAGLE3));
      }
      case CLOVER -> {
        Map<String, Object> clover = Map.of("num_heads", CLOVER_HEADS);
        JsonFile config = DraftConfigJson.llama(kind, target, 1, Map.of("clover", clover));
        yield new DraftLayout(config, CloverTensors.manifest(CloverShape.read(config)));
      }
      case CLOVER2 -> {
        Map<String, Object> clover =
            Map.of("num_heads", CLOVER2_HEADS, "num_layers", CLOVER2_LAYERS);
        JsonFile config = DraftConfigJson.llama(kind, target, 1, Map.of("clover", clover));
        ModelConfig block = ModelConfigReader.read(config);
        yield new DraftLayout(config, Clover2Tensors.manifest(block, CLOVER2_LAYERS));
      }
      case SD2 -> small(kind, target, Math.min(SD2_LAYERS, Math.max(3, target.layers())));
      case SPS -> small(kind, target, Math.min(SPS_LAYERS, target.layers()));
    };
  }

  private static DraftLayout hydra(DraftKind kind, ModelConfig target, boolean prefix) {
    Map<String, Object> settings =
        Map.of(
            "grounded_heads",
            true,
            "hidden_state_offset",
            0,
            "hydra_head_arch",
            prefix ? "prefix-mlp" : "mlp",
            "hydra_num_heads",
            HEADS,
            "hydra_num_layers",
            prefix ? 4 : 1);
    return new DraftLayout(heads(kind, settings), HydraNetwork.manifest(target, HEADS, prefix));
  }

  private static JsonFile heads(DraftKind kind, Map<String, Object> settings) {
    return DraftConfigJson.of(kind, settings);
  }

  /// A model that is no wider than its target.
  private static DraftLayout small(DraftKind kind, ModelConfig target, int layers) {
    boolean narrower = target.hiddenSize() > SMALL_HIDDEN;
    ModelConfig sizes =
        narrower
            ? ModelConfig.llama(
                SMALL_HIDDEN,
                layers,
                SMALL_HEADS,
                SMALL_HEADS,
                SMALL_FEED_FORWARD,
                target.vocabularySize(),
                target.contextLength(),
                false,
                target.endTokens())
            : target;
    JsonFile config = DraftConfigJson.llama(kind, sizes, layers, Map.of());
    return new DraftLayout(config, LlamaTensors.manifest(ModelConfigReader.read(config)));
  }
}
