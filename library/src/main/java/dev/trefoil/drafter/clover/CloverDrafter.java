package dev.trefoil.drafter.clover;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.drafter.recurrent.DraftEmbedding;
import dev.trefoil.drafter.recurrent.RecurrentDrafter;
import dev.trefoil.model.Target;
import dev.trefoil.nn.PrefixedTensors;
import java.nio.file.Path;

/// Opens Clover drafts.
public final class CloverDrafter {
  private CloverDrafter() {}

  /// Loads a draft to the target's backend. The files are closed again; the weights live as long as
  /// the backend.
  ///
  /// @param draft a directory with `config.json` and weights, or its weight file
  /// @param targetWeights of the target, for the output head's rows if the draft has no copy
  /// @throws RuntimeException whose message names the file and what does not fit
  @SuppressWarnings("MissingSummary") // the first line says it
  public static Drafter open(
      Path draft, Target target, TensorSource targetWeights, CloverConfig config) {
    try (Checkpoint checkpoint = Checkpoint.open(draft)) {
      checkpoint.requireFinite();
      Path file = checkpoint.directory().resolve("config.json");
      CloverShape shape = CloverShape.read(file);
      target.requireFits(file, shape.block());
      TensorSource weights = PrefixedTensors.within(checkpoint, "module.");
      NamedTensor table = DraftEmbedding.find(weights, targetWeights, target.config());
      CloverNetwork network =
          new CloverNetwork(
              shape,
              config.heads(),
              target.backend(),
              weights,
              table,
              target.config().contextLength());
      return new RecurrentDrafter("clover", target, network, config.tree());
    }
  }
}
