package dev.trefoil.decoding.acceptance;

import dev.trefoil.compute.Backend;
import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;

/// Speculative sampling on a chain. Lossless if the chain was drawn from what
/// [dev.trefoil.decoding.TokenTree#childrenDrawnFrom] was told; only first children count.
///
/// Owned by one decoding thread.
public final class ChainRejectionAcceptance implements Acceptance {
  private final SampledWalk walk;
  private final ChildRule rule = new ChainRule();

  public ChainRejectionAcceptance(Backend backend, int vocabulary) {
    walk = new SampledWalk(backend, vocabulary);
  }

  @Override
  public void decide(Sequence sequence, int firstRow, StepOutput output, Decision decision) {
    walk.decide(sequence, firstRow, output, decision, rule);
  }
}
