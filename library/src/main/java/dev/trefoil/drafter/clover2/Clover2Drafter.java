package dev.trefoil.drafter.clover2;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.JsonFile;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.drafter.recurrent.DraftEmbedding;
import dev.trefoil.drafter.recurrent.RecurrentDrafter;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.model.Target;
import java.nio.file.Path;

/// Opens Clover-2 drafts.
public final class Clover2Drafter {
  private static final int MOST_LAYERS = 64;
  private static final int PUBLISHED_LAYERS = 2;

  private Clover2Drafter() {}

  /// Loads a draft to the target's backend. The files are closed again; the weights live as long as
  /// the backend.
  ///
  /// @param draft a directory with `config.json` and weights, or its weight file
  /// @param targetWeights of the target, for the output head's rows if the draft has no copy
  /// @throws RuntimeException whose message names the file and what does not fit
  @SuppressWarnings("MissingSummary") // the first line says it
  public static Drafter open(
      Path draft, Target target, TensorSource targetWeights, Clover2Config config) {
    return open(draft, target, targetWeights, DraftHead.of(target), config);
  }

  /// The same with the tokens that are proposed and the head that scores them.
  public static Drafter open(
      Path draft, Target target, TensorSource targetWeights, DraftHead head, Clover2Config config) {
    try (Checkpoint checkpoint = Checkpoint.open(draft)) {
      checkpoint.requireFinite();
      JsonFile file = JsonFile.read(checkpoint.directory().resolve("config.json"));
      return of(file, checkpoint, target, targetWeights, head, config);
    }
  }

  /// Makes a drafter of a config and weights that stay open until this returns.
  ///
  /// @param targetWeights of the target, for the output head's rows if the draft has no copy
  /// @param head tokens that are proposed, and what scores them
  /// @throws RuntimeException that says what does not fit
  @SuppressWarnings("MissingSummary") // the first line says it
  public static Drafter of(
      JsonFile draft,
      TensorSource weights,
      Target target,
      TensorSource targetWeights,
      DraftHead head,
      Clover2Config config) {
    ModelConfig shapes = ModelConfigReader.read(draft);
    target.requireFits(draft.where(), shapes);
    TensorSource tensors = new Clover2Tensors(weights);
    NamedTensor table = DraftEmbedding.find(tensors, targetWeights, target.config());
    Clover2Network network =
        new Clover2Network(
            shapes,
            layers(draft),
            config.heads(),
            target.backend(),
            tensors,
            table,
            target.config().contextLength());
    return new RecurrentDrafter("clover2", target, network, head, config.tree());
  }

  /// The config's own `num_hidden_layers` is not the number of augmenting layers.
  private static int layers(JsonFile config) {
    return config
        .nested("clover")
        .map(clover -> clover.integer("num_layers", PUBLISHED_LAYERS, 1, MOST_LAYERS))
        .orElse(PUBLISHED_LAYERS);
  }
}
