package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.decoding.acceptance.GreedyAcceptance;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// What a drafter proposes after a prompt whose hidden states were recorded elsewhere.
public final class FirstProposal {
  private FirstProposal() {}

  /// Tokens of the tree, root included.
  ///
  /// @param hidden recorded states after the final norm, of all tokens before the root, in the
  ///   portions in which the drafter is to see them, each `[..., rows, hidden]`
  public static int[] of(
      Drafter drafter, Target target, List<HostTensor> hidden, int root, TreeBudget budget) {
    Fed fed = new Fed(drafter, target, hidden);
    int[] proposal = new int[budget.nodes()];
    StepListener listener =
        (batch, _) -> {
          TokenTree tree = batch.getFirst().tree();
          assertThat(tree.size()).isEqualTo(proposal.length);
          Arrays.setAll(proposal, tree::token);
        };
    DecodeLoop loop =
        new DecodeLoop(
            target,
            fed,
            new GreedyAcceptance(target.backend(), target.config().vocabularySize()),
            budget,
            listener);
    int[] prompt = new int[hidden.stream().mapToInt(x -> rows(x, target)).sum() + 1];
    prompt[prompt.length - 1] = root;
    try (Sequence sequence = loop.open(prompt, new Limits(20, Set.of()))) {
      loop.step(List.of(sequence));
      assertThat(sequence.counters().faults()).isZero();
    }
    return proposal;
  }

  private static int rows(HostTensor hidden, Target target) {
    return (int) (hidden.elements() / target.config().hiddenSize());
  }

  /// Shows a drafter the recorded states instead of the target's.
  private record Fed(Drafter drafter, Target target, List<HostTensor> hidden) implements Drafter {
    @Override
    public String name() {
      return drafter.name();
    }

    @Override
    public void propose(List<Sequence> batch) {
      drafter.propose(batch);
    }

    @Override
    public void observePrompt(
        Sequence sequence, int firstPosition, int rows, ForwardOutput output) {
      int first = 0;
      for (HostTensor portion : hidden) {
        int count = rows(portion, target);
        Matrix x =
            target
                .backend()
                .upload(portion.toFloats(), count, target.config().hiddenSize()); // [count, hidden]
        drafter.observePrompt(sequence, first, count, new ForwardOutput(x, List.of()));
        first += count;
      }
    }
  }
}
