package dev.trefoil.decoding.acceptance;

import dev.trefoil.compute.Backend;
import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;

/// Any rule as an acceptance: how the tests run rules that must not exist.
final class RuleWalk implements Acceptance {
  private final SampledWalk walk;
  private final ChildRule rule;

  RuleWalk(Backend backend, int vocabulary, ChildRule rule) {
    this.walk = new SampledWalk(backend, vocabulary);
    this.rule = rule;
  }

  @Override
  public void decide(Sequence sequence, int firstRow, StepOutput output, Decision decision) {
    walk.decide(sequence, firstRow, output, decision, rule);
  }
}
