package dev.trefoil.decoding;

import dev.trefoil.compute.Matrix;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;

/// One verification step whose logits are given, so that acceptance runs on it as in the loop.
public final class SyntheticStep implements AutoCloseable {
  private final Target target;
  private final Sequence sequence;
  private final StepOutput output = new StepOutput();
  private final Decision decision;

  /// @param target lends its backend and vocabulary
  /// @param random from which acceptance draws
  public SyntheticStep(
      Target target,
      int[] prompt,
      List<Integer> answer,
      SamplingOptions sampling,
      RandomGenerator random,
      int nodes) {
    this(target, prompt, answer, sampling, random, random, nodes);
  }

  /// @param target lends its backend and vocabulary
  /// @param draftRandom from which a drafter draws
  /// @param random from which acceptance draws
  public SyntheticStep(
      Target target,
      int[] prompt,
      List<Integer> answer,
      SamplingOptions sampling,
      RandomGenerator draftRandom,
      RandomGenerator random,
      int nodes) {
    this.target = target;
    TreeBudget budget = new TreeBudget(nodes, nodes);
    SequenceOptions options =
        new SequenceOptions(
            new Limits(answer.size() + nodes + 1, Set.of()), sampling, OptionalInt.empty());
    int vocabulary = target.config().vocabularySize();
    sequence =
        new Sequence(
            prompt,
            options,
            target.config(),
            target.newCache(1),
            budget,
            new SequenceSampling(sampling, vocabulary, prompt, draftRandom, random));
    answer.forEach(sequence::append);
    decision = new Decision(nodes + 1);
    sequence.tree().reset(sequence.lastToken(), nodes, nodes);
  }

  public TokenTree tree() {
    return sequence.tree();
  }

  public Sequence sequence() {
    return sequence;
  }

  /// Sets what the target says after each node, `[nodes][vocabulary]`.
  public void verified(float[][] nodeLogits) {
    int vocabulary = target.config().vocabularySize();
    float[] rows = new float[nodeLogits.length * vocabulary];
    for (int i = 0; i < nodeLogits.length; i++) {
      System.arraycopy(nodeLogits[i], 0, rows, i * vocabulary, vocabulary);
    }
    target.backend().beginStep();
    Matrix logits = target.backend().upload(rows, nodeLogits.length, vocabulary);
    output.verified(new ForwardOutput(logits, List.of()), logits, target.backend());
  }

  public Decision decide(Acceptance acceptance) {
    acceptance.decide(sequence, 0, output, decision);
    return decision;
  }

  /// The present decision, also while it is being made.
  public Decision decision() {
    return decision;
  }

  /// The tokens that the decision adds to the answer.
  public List<Integer> tokens() {
    List<Integer> tokens = new ArrayList<>();
    for (int i = 1; i < decision.count(); i++) {
      tokens.add(sequence.tree().token(decision.node(i)));
    }
    tokens.add(decision.bonusToken());
    return tokens;
  }

  @Override
  public void close() {
    sequence.close();
  }
}
