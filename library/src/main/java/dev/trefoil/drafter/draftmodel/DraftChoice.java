package dev.trefoil.drafter.draftmodel;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.decoding.ChainDraw;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;

/// Chooses the draft's next token as the request would ([ChainDraw]) from logits of some of the
/// tokens, or of a vocabulary that is padded otherwise than the target's.
final class DraftChoice {
  private final Backend backend;
  private final DraftVocabulary vocabulary;
  private final float[] row; // [draft vocabulary]
  private final float[] logits; // [target vocabulary]
  private final ChainDraw draw;

  DraftChoice(Backend backend, DraftVocabulary vocabulary, int targetVocabulary) {
    this.backend = backend;
    this.vocabulary = vocabulary;
    this.row = new float[vocabulary.size()];
    this.logits = new float[targetVocabulary];
    this.draw = new ChainDraw(targetVocabulary);
  }

  /// The token after the last node of the chain, or -1 when the draft has none that the target
  /// knows.
  int choose(Sequence sequence, DraftModelState state, Matrix draftLogits, int index, int best) {
    SamplingOptions options = sequence.sampling().options();
    if (options.isGreedy() && !options.reweighs()) {
      if (best < 0) {
        sequence.tree().fail();
      }
      int token = vocabulary.targetToken(best);
      return token < logits.length ? token : -1;
    }
    backend.read(draftLogits, index, row);
    vocabulary.spread(row, logits);
    return draw.choose(sequence, logits, state.drawn());
  }
}
