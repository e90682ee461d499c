package dev.trefoil.drafter.draftmodel;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.SequenceSampling;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.sampling.TokenDistribution;
import java.util.Arrays;

/// Chooses the draft's next token as the request would: its processors, its history along the
/// chain, and for sampled requests its draft random numbers.
final class DraftChoice {
  private final Backend backend;
  private final float[] row; // [draft vocabulary]
  private final float[] logits; // [target vocabulary]
  private final TokenDistribution distribution;

  DraftChoice(Backend backend, int draftVocabulary, int targetVocabulary) {
    this.backend = backend;
    this.row = new float[draftVocabulary];
    this.logits = new float[targetVocabulary];
    this.distribution = new TokenDistribution(targetVocabulary);
  }

  /// The token after the last node of the chain, or -1 when the draft has none that the target
  /// knows.
  int choose(Sequence sequence, DraftModelState state, Matrix draftLogits, int index, int best) {
    SequenceSampling sampling = sequence.sampling();
    if (sampling.options().isGreedy() && !sampling.options().reweighs()) {
      return best < logits.length ? best : -1;
    }
    readRow(draftLogits, index);
    TokenTree tree = sequence.tree();
    int last = tree.size() - 1;
    sampling.pushPath(tree, last);
    boolean numbers = distribution.set(logits, sampling.options(), sampling.history());
    sampling.popPath(tree, last);
    if (!numbers) {
      return -1;
    }
    int token = distribution.draw(sampling.draftRandom());
    if (!sampling.options().isGreedy()) {
      tree.childrenDrawnFrom(last, state.keep(tree.depth(last), distribution));
    }
    return token;
  }

  /// Ids that the draft does not have get no probability; ids that the target does not have go.
  private void readRow(Matrix draftLogits, int index) {
    backend.read(draftLogits, index, row);
    int shared = Math.min(row.length, logits.length);
    System.arraycopy(row, 0, logits, 0, shared);
    Arrays.fill(logits, shared, logits.length, Float.NEGATIVE_INFINITY);
  }
}
