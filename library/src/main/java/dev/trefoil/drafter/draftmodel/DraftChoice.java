package dev.trefoil.drafter.draftmodel;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.decoding.ChainDraw;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.sampling.SamplingOptions;
import java.util.Arrays;

/// Chooses the draft's next token as the request would ([ChainDraw]) from logits whose vocabulary
/// may be padded otherwise than the target's.
final class DraftChoice {
  private final Backend backend;
  private final float[] row; // [draft vocabulary]
  private final float[] logits; // [target vocabulary]
  private final ChainDraw draw;

  DraftChoice(Backend backend, int draftVocabulary, int targetVocabulary) {
    this.backend = backend;
    this.row = new float[draftVocabulary];
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
      return best < logits.length ? best : -1;
    }
    readRow(draftLogits, index);
    return draw.choose(sequence, logits, state.drawn());
  }

  /// Ids that the draft does not have get no probability; ids that the target does not have go.
  private void readRow(Matrix draftLogits, int index) {
    backend.read(draftLogits, index, row);
    int shared = Math.min(row.length, logits.length);
    System.arraycopy(row, 0, logits, 0, shared);
    Arrays.fill(logits, shared, logits.length, Float.NEGATIVE_INFINITY);
  }
}
