package dev.trefoil.decoding.acceptance;

import dev.trefoil.compute.Backend;
import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;

/// Examines the children of a node one by one as point masses: EAGLE-2's and EAGLE-3's rule.
/// Lossless.
///
/// Owned by one decoding thread.
public final class PointMassAcceptance implements Acceptance {
  private final SampledWalk walk;
  private final ChildRule rule = new PointMassRule();

  public PointMassAcceptance(Backend backend, int vocabulary) {
    walk = new SampledWalk(backend, vocabulary);
  }

  @Override
  public void decide(Sequence sequence, int firstRow, StepOutput output, Decision decision) {
    walk.decide(sequence, firstRow, output, decision, rule);
  }
}
