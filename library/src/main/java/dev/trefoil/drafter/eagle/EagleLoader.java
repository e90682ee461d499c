package dev.trefoil.drafter.eagle;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Rotary;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.compute.Weight;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.model.RopeFrequencies;
import dev.trefoil.model.Target;
import dev.trefoil.nn.PrefixedTensors;
import dev.trefoil.nn.WeightLoader;
import dev.trefoil.nn.WeightMismatchException;
import java.nio.file.Path;

/// Loads a draft for a target: checks its config and its tensors, then makes the network.
///
/// What the file does not hold is the target's: the head of EAGLE-1 and -2, and the embedding if
/// there is none.
public final class EagleLoader {
  private EagleLoader() {}

  /// Reads a directory, or a weight file with its `config.json` beside it.
  static EagleNetwork load(
      Path directoryOrFile, Target target, DraftHead head, EagleVersion version) {
    try (Checkpoint checkpoint = Checkpoint.open(directoryOrFile)) {
      checkpoint.requireFinite();
      EagleDraftConfig config =
          EagleDraftConfig.read(checkpoint.directory().resolve("config.json"));
      return load(config, checkpoint, target, head, version);
    }
  }

  /// Makes a network on the target's backend of a source that stays open until this returns. It
  /// proposes all tokens of the target, unless its checkpoint says otherwise (EAGLE-3).
  ///
  /// @throws WeightMismatchException when the tensors are not those of the version and the config,
  ///   or do not fit the target
  public static EagleNetwork load(
      EagleDraftConfig config, TensorSource source, Target target, EagleVersion version) {
    return load(config, source, target, DraftHead.of(target), version);
  }

  /// The same with the tokens that EAGLE-1 and -2 propose.
  ///
  /// @param head EAGLE-3 has its own and does without
  /// @throws WeightMismatchException when the tensors are not those of the version and the config,
  ///   or do not fit the target
  @SuppressWarnings("MissingSummary") // the first line says it
  public static EagleNetwork load(
      EagleDraftConfig config,
      TensorSource source,
      Target target,
      DraftHead head,
      EagleVersion version) {
    TensorSource tensors = PrefixedTensors.within(source, "module.");
    requireFits(config, tensors, target, version);
    return switch (version) {
      case EAGLE1, EAGLE2 ->
          eagle1(
              config,
              tensors,
              target.backend(),
              target.config().contextLength(),
              target.network()::embed,
              head);
      case EAGLE3 ->
          eagle3(
              config,
              tensors,
              target.backend(),
              target.config().contextLength(),
              target.network()::embed,
              target.config().layers());
    };
  }

  static EagleNetwork eagle1(
      EagleDraftConfig config,
      TensorSource source,
      Backend backend,
      int positions,
      TokenEmbedding targets,
      DraftHead head) {
    EagleTensors.eagle1(config, source).check(source, EagleTensors::isUnknown);
    WeightLoader loader = new WeightLoader(backend, source);
    Rotary rotary = new Rotary(RopeFrequencies.of(config.layer()), positions);
    return new Eagle1Network(config, loader, rotary, embedding(loader, targets), head);
  }

  static EagleNetwork eagle3(
      EagleDraftConfig config,
      TensorSource source,
      Backend backend,
      int positions,
      TokenEmbedding targets,
      int targetLayers) {
    EagleTensors.eagle3(config, source).check(source, EagleTensors::isUnknown);
    WeightLoader loader = new WeightLoader(backend, source);
    Rotary rotary = new Rotary(RopeFrequencies.of(config.layer()), positions);
    EagleFeatures features = EagleFeatures.ofThreeLayers(targetLayers, config.targetWidth());
    return new Eagle3Network(config, loader, rotary, embedding(loader, targets), features);
  }

  private static TokenEmbedding embedding(WeightLoader loader, TokenEmbedding targets) {
    if (!EagleTensors.hasEmbedding(loader.source())) {
      return targets;
    }
    Weight table = loader.table(EagleTensors.EMBEDDING);
    Backend backend = loader.backend();
    return (ids, rows) -> backend.embed(table, ids, rows);
  }

  private static void requireFits(
      EagleDraftConfig config, TensorSource source, Target target, EagleVersion version) {
    ModelConfig draft = config.layer();
    ModelConfig model = target.config();
    if (draft.vocabularySize() != model.vocabularySize()) {
      throw misfit(source, "a vocabulary of", draft.vocabularySize(), model.vocabularySize());
    }
    boolean sharesWidth = version != EagleVersion.EAGLE3 || !EagleTensors.hasEmbedding(source);
    if (sharesWidth && draft.hiddenSize() != model.hiddenSize()) {
      throw misfit(source, "hidden size", draft.hiddenSize(), model.hiddenSize());
    }
    if (version == EagleVersion.EAGLE3 && config.targetWidth() != model.hiddenSize()) {
      throw misfit(
          source, "features for a target of hidden size", config.targetWidth(), model.hiddenSize());
    }
  }

  private static WeightMismatchException misfit(
      TensorSource source, String what, int draft, int target) {
    return new WeightMismatchException(
        "%s: the draft has %s %d, the target has %d; use a draft that was trained for this target"
            .formatted(source.description(), what, draft, target));
  }
}
