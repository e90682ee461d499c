package dev.trefoil.drafter.vocabulary;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.model.LlamaTensors;
import dev.trefoil.model.Target;
import dev.trefoil.model.UnitRows;
import dev.trefoil.nn.Linear;
import dev.trefoil.nn.WeightLoader;
import dev.trefoil.nn.WeightMismatchException;
import java.util.List;
import java.util.function.UnaryOperator;

/// The tokens that a draft can propose, and the target's output head that scores them: the head
/// itself, or a layer of its own made of the head's rows for these tokens (Zhao et al. 2025,
/// section 3).
///
/// Immutable, made of weights of the target's backend.
///
/// @param scores takes what the target's head takes, `[rows, hidden]`, to `[rows, vocabulary]`
public record DraftHead(DraftVocabulary vocabulary, UnaryOperator<Matrix> scores) {
  /// The target's own head, for all its tokens.
  public static DraftHead of(Target target) {
    return new DraftHead(
        DraftVocabulary.whole(target.config().vocabularySize()), target.network()::logits);
  }

  /// The target's head for some of its tokens; its own head when these are all. A new layer is made
  /// in the backend's present precision for weights.
  ///
  /// @param weights of the target, open until this returns
  /// @throws WeightMismatchException when they are not the target's
  public static DraftHead of(Target target, TensorSource weights, DraftVocabulary vocabulary) {
    if (vocabulary.isWhole()) {
      return of(target);
    }
    ModelConfig config = target.config();
    NamedTensor rows =
        vocabulary.rows(outputRows(config, new WeightLoader(target.backend(), weights)));
    boolean unit = config.normalisedHead() && !config.tiedEmbeddings();
    NamedTensor scored = unit ? new NamedTensor(rows.name(), UnitRows.of(rows.tensor())) : rows;
    Linear head =
        new Linear(target.backend(), target.backend().linearWeight(List.of(scored), List.of()));
    return new DraftHead(vocabulary, head::apply);
  }

  private static NamedTensor outputRows(ModelConfig config, WeightLoader loader) {
    NamedTensor rows = loader.tensor(LlamaTensors.outputRows(config));
    HostTensor tensor = rows.tensor();
    if (!tensor.hasShape(config.vocabularySize(), config.hiddenSize())) {
      throw new WeightMismatchException(
          "%s: %s is %s; the target has %d tokens and hidden size %d"
              .formatted(
                  loader.source().description(),
                  rows.name(),
                  tensor,
                  config.vocabularySize(),
                  config.hiddenSize()));
    }
    return rows;
  }

  /// Logits of rows as the target's head wants them: `[rows, hidden]` to `[rows, vocabulary]`.
  public Matrix logits(Matrix hidden) {
    return scores.apply(hidden);
  }
}
