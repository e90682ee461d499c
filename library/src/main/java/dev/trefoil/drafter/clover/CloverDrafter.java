package dev.trefoil.drafter.clover;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.JsonFile;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.drafter.recurrent.DraftEmbedding;
import dev.trefoil.drafter.recurrent.RecurrentDrafter;
import dev.trefoil.drafter.vocabulary.DraftHead;
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
    return open(draft, target, targetWeights, DraftHead.of(target), config);
  }

  /// The same with the tokens that are proposed and the head that scores them.
  public static Drafter open(
      Path draft, Target target, TensorSource targetWeights, DraftHead head, CloverConfig config) {
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
      CloverConfig config) {
    CloverShape shape = CloverShape.read(draft);
    target.requireFits(draft.where(), shape.block());
    TensorSource tensors = PrefixedTensors.within(weights, "module.");
    NamedTensor table = DraftEmbedding.find(tensors, targetWeights, target.config());
    CloverNetwork network =
        new CloverNetwork(
            shape,
            config.heads(),
            target.backend(),
            tensors,
            table,
            target.config().contextLength());
    return new RecurrentDrafter("clover", target, network, head, config.tree());
  }
}
