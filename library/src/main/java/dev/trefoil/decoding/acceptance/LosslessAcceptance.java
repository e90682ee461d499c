package dev.trefoil.decoding.acceptance;

import dev.trefoil.compute.Backend;
import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.sampling.TokenDistribution;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The default: the lossless rule that suits each node. Greedy requests walk by arg-max; children
/// drawn from a draft's distribution are examined by rejection; all others by matching.
///
/// Owned by one decoding thread.
public final class LosslessAcceptance implements Acceptance {
  private final Acceptance greedy;
  private final SampledWalk walk;
  private final ChildRule chain = new ChainRule();
  private final ChildRule recursive = new RecursiveRejectionRule();
  private final ChildRule matching = new MatchingRule();

  public LosslessAcceptance(Backend backend, int vocabulary) {
    walk = new SampledWalk(backend, vocabulary);
    greedy = new GreedyAcceptance(walk);
  }

  @Override
  public void decide(Sequence sequence, int firstRow, StepOutput output, Decision decision) {
    if (sequence.sampling().options().isGreedy()) {
      greedy.decide(sequence, firstRow, output, decision);
    } else {
      walk.decide(sequence, firstRow, output, decision, this::choose);
    }
  }

  private void choose(
      TokenTree tree,
      int node,
      TokenDistribution p,
      double @Nullable [] proposal,
      RandomGenerator random,
      Choice choice) {
    rule(tree, node, proposal).choose(tree, node, p, proposal, random, choice);
  }

  private ChildRule rule(TokenTree tree, int node, double @Nullable [] proposal) {
    if (proposal == null) {
      return matching;
    }
    int first = tree.firstChild(node);
    return first < 0 || tree.nextSibling(first) < 0 ? chain : recursive;
  }
}
