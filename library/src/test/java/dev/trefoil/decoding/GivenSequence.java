package dev.trefoil.decoding;

import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Target;
import java.util.Set;

/// A sequence whose tokens and hidden states are given, so that a drafter can be shown recorded
/// ones. Its steps accept chains.
public final class GivenSequence implements AutoCloseable {
  private final Target target;
  private final TreeBudget budget;
  private final Sequence sequence;
  private final StepOutput output = new StepOutput();

  /// @param target lends its backend and vocabulary
  public GivenSequence(Target target, int[] prompt, int maxNewTokens, TreeBudget budget) {
    this.target = target;
    this.budget = budget;
    this.sequence =
        new Sequence(
            prompt,
            SequenceOptions.greedy(new Limits(maxNewTokens, Set.of())),
            target.config(),
            target.newCache(1),
            budget);
    resetTree();
  }

  public Sequence sequence() {
    return sequence;
  }

  private void resetTree() {
    sequence.tree().reset(sequence.lastToken(), budget.nodes(), budget.depth());
  }

  /// A step after which the root and all but the last of the tokens stand.
  ///
  /// @param forward hidden states of the accepted nodes, a row each
  public StepOutput accept(int[] newTokens, ForwardOutput forward) {
    output.begin(1, budget.nodes());
    output.rows(0, 0, newTokens.length);
    output.verified(forward, forward.finalNorm(), target.backend());
    Decision decision = output.decision(0);
    decision.begin();
    for (int i = 1; i < newTokens.length; i++) {
      decision.accept(i);
    }
    decision.bonus(newTokens[newTokens.length - 1]);
    for (int token : newTokens) {
      sequence.append(token);
    }
    resetTree();
    return output;
  }

  @Override
  public void close() {
    sequence.close();
  }
}
