package dev.trefoil.decoding.acceptance;

import dev.trefoil.compute.Backend;
import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.SequenceSampling;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.sampling.TokenDistribution;

/// Walks a tree from its root, one rule at each node, with the distribution that the target has
/// after that node's own path. Scratch memory of one decoding thread.
final class SampledWalk {
  private final Backend backend;
  private final float[] logits; // [vocabulary]
  private final TokenDistribution p;
  private final Choice choice = new Choice();

  SampledWalk(Backend backend, int vocabulary) {
    this.backend = backend;
    this.logits = new float[vocabulary];
    this.p = new TokenDistribution(vocabulary);
  }

  void decide(
      Sequence sequence, int firstRow, StepOutput output, Decision decision, ChildRule rule) {
    TokenTree tree = sequence.tree();
    SequenceSampling sampling = sequence.sampling();
    decision.begin();
    int node = 0;
    while (node >= 0) {
      backend.read(output.logits(), firstRow + node, logits);
      if (!p.set(logits, sampling.options(), sampling.history())) {
        decision.bonus(-1);
        node = -1;
      } else {
        rule.choose(tree, node, p, tree.proposal(node), sampling.random(), choice);
        node = choice.child();
        if (node >= 0) {
          decision.accept(node);
          sampling.push(tree.token(node));
        } else {
          decision.bonus(choice.token());
        }
      }
    }
    for (int i = decision.count() - 1; i > 0; i--) {
      sampling.pop(tree.token(decision.node(i)));
    }
  }
}
