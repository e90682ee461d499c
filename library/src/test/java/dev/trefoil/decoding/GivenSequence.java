package dev.trefoil.decoding;

import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Target;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// A sequence whose tokens and hidden states are given, so that a drafter can be shown recorded
/// ones. Its steps accept chains.
public final class GivenSequence implements AutoCloseable {
  private final Target target;
  private final TreeBudget budget;
  private final Sequence sequence;
  private final StepOutput output = new StepOutput();

  /// @param target lends its backend and vocabulary
  public GivenSequence(Target target, int[] prompt, int maxNewTokens, TreeBudget budget) {
    this(target, prompt, maxNewTokens, budget, SamplingOptions.GREEDY, new SplittableRandom(0));
  }

  /// @param target lends its backend and vocabulary
  /// @param draftRandom from which the drafter draws
  public GivenSequence(
      Target target,
      int[] prompt,
      int maxNewTokens,
      TreeBudget budget,
      SamplingOptions sampling,
      RandomGenerator draftRandom) {
    this.target = target;
    this.budget = budget;
    this.sequence =
        new Sequence(
            prompt,
            new SequenceOptions(new Limits(maxNewTokens, Set.of()), sampling, OptionalInt.empty()),
            target.config(),
            target.newCache(1),
            budget,
            new SequenceSampling(
                sampling,
                target.config().vocabularySize(),
                prompt,
                draftRandom,
                new SplittableRandom(0)));
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
