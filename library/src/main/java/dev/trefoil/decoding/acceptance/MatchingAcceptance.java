package dev.trefoil.decoding.acceptance;

import dev.trefoil.compute.Backend;
import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;

/// Draws each token exactly as plain decoding would, with one random number, and keeps the path of
/// the tree that the drawn tokens follow.
///
/// For proposals chosen without chance this accepts as often as examining them one by one would
/// ([PointMassAcceptance]: in both, some child stands with the sum of their probabilities), and the
/// answer is the same as plain decoding's *for the same seed*, token by token. Lossless whatever is
/// proposed.
///
/// Owned by one decoding thread.
public final class MatchingAcceptance implements Acceptance {
  private final SampledWalk walk;
  private final ChildRule rule = new MatchingRule();

  public MatchingAcceptance(Backend backend, int vocabulary) {
    walk = new SampledWalk(backend, vocabulary);
  }

  @Override
  public void decide(Sequence sequence, int firstRow, StepOutput output, Decision decision) {
    walk.decide(sequence, firstRow, output, decision, rule);
  }
}
