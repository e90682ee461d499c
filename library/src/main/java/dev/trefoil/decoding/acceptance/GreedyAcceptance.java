package dev.trefoil.decoding.acceptance;

import dev.trefoil.compute.Backend;
import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TokenTree;

/// Keeps the longest path whose every token is the arg-max after its parent; the bonus token is the
/// arg-max after the last kept node. Lossless for greedy decoding (Stern et al. 2018, section 3).
///
/// With penalties or a logit bias the arg-max is that of the changed logits, each node with the
/// history of its own path.
public final class GreedyAcceptance implements Acceptance {
  private final SampledWalk reweighed;
  private final ChildRule matching = new MatchingRule();

  public GreedyAcceptance(Backend backend, int vocabulary) {
    this(new SampledWalk(backend, vocabulary));
  }

  /// @param reweighed whose scratch memory serves other rules too
  GreedyAcceptance(SampledWalk reweighed) {
    this.reweighed = reweighed;
  }

  @Override
  public void decide(Sequence sequence, int firstRow, StepOutput output, Decision decision) {
    if (sequence.sampling().options().reweighs()) {
      reweighed.decide(sequence, firstRow, output, decision, matching);
    } else {
      plain(sequence.tree(), firstRow, output, decision);
    }
  }

  private static void plain(TokenTree tree, int firstRow, StepOutput output, Decision decision) {
    decision.begin();
    int node = 0;
    while (true) {
      int best = output.argmax(firstRow + node);
      int next = best < 0 ? -1 : tree.child(node, best);
      if (next < 0) {
        decision.bonus(best);
        return;
      }
      decision.accept(next);
      node = next;
    }
  }
}
