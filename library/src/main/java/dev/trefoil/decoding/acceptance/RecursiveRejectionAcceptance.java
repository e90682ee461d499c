package dev.trefoil.decoding.acceptance;

import dev.trefoil.compute.Backend;
import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;

/// Recursive rejection over a tree whose children were drawn without replacement. Lossless if they
/// were drawn from what [dev.trefoil.decoding.TokenTree#childrenDrawnFrom] was told; children
/// without a distribution are ignored.
///
/// Owned by one decoding thread.
public final class RecursiveRejectionAcceptance implements Acceptance {
  private final SampledWalk walk;
  private final ChildRule rule = new RecursiveRejectionRule();

  public RecursiveRejectionAcceptance(Backend backend, int vocabulary) {
    walk = new SampledWalk(backend, vocabulary);
  }

  @Override
  public void decide(Sequence sequence, int firstRow, StepOutput output, Decision decision) {
    walk.decide(sequence, firstRow, output, decision, rule);
  }
}
