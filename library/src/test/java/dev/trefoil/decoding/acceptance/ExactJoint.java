package dev.trefoil.decoding.acceptance;

import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.SyntheticStep;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// The exact joint distribution of the first three tokens: of plain decoding by the chain rule, of
/// speculative decoding by integrating every draw of acceptance and of the draft.
final class ExactJoint {
  static final int TOKENS = 3;
  private static final int NODES = 12;
  static final int[] PROMPT = {1, 0, 1};

  /// One tree that a draft may propose, with the probability that it does.
  ///
  /// @param random the numbers with which the draft draws it
  record Draft(double weight, RandomGenerator random, Consumer<Sequence> grow) {
    Draft(double weight, Consumer<TokenTree> grow) {
      this(weight, new SplittableRandom(0), sequence -> grow.accept(sequence.tree()));
    }
  }

  /// What a draft may propose after an answer's beginning.
  interface Drafting {
    List<Draft> after(List<Integer> answer);
  }

  private final Target target;
  private final SamplingOptions options;
  private final long seed;
  private final Map<List<Integer>, float[]> table = new HashMap<>();
  private final Map<List<Integer>, Map<List<Integer>, Double>> steps = new HashMap<>();

  /// @param target lends vocabulary and backend; its logits are a random table
  ExactJoint(Target target, SamplingOptions options, long seed) {
    this.target = target;
    this.options = options;
    this.seed = seed;
  }

  private float[] logits(List<Integer> answer) {
    return table.computeIfAbsent(
        answer,
        path -> {
          SplittableRandom random = new SplittableRandom(seed * 7919 + path.hashCode());
          float[] logits = new float[target.config().vocabularySize()];
          for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (1.5 * random.nextGaussian());
          }
          return logits;
        });
  }

  Map<List<Integer>, Double> plain() {
    Map<List<Integer>, Double> joint = new LinkedHashMap<>(Map.of(List.of(), 1.0));
    for (int i = 0; i < TOKENS; i++) {
      Map<List<Integer>, Double> longer = new LinkedHashMap<>();
      joint.forEach(
          (answer, weight) -> {
            double[] p =
                ReferenceProcessors.probabilities(
                    logits(answer), options, List.of(1, 0, 1), answer);
            for (int token = 0; token < p.length; token++) {
              longer.put(append(answer, List.of(token)), weight * p[token]);
            }
          });
      joint = longer;
    }
    return joint;
  }

  Map<List<Integer>, Double> speculative(Acceptance acceptance, Drafting drafting) {
    steps.clear();
    Map<List<Integer>, Double> joint = new LinkedHashMap<>();
    follow(acceptance, drafting, List.of(), 1, joint);
    return joint;
  }

  /// Largest difference in probability from plain decoding.
  double deviation(Acceptance acceptance, Drafting drafting) {
    Map<List<Integer>, Double> expected = plain();
    Map<List<Integer>, Double> actual = speculative(acceptance, drafting);
    Set<List<Integer>> answers = new HashSet<>(expected.keySet());
    answers.addAll(actual.keySet());
    double largest = 0;
    for (List<Integer> answer : answers) {
      double difference = actual.getOrDefault(answer, 0.0) - expected.getOrDefault(answer, 0.0);
      largest = Math.max(largest, Math.abs(difference));
    }
    return largest;
  }

  private void follow(
      Acceptance acceptance,
      Drafting drafting,
      List<Integer> answer,
      double weight,
      Map<List<Integer>, Double> joint) {
    if (answer.size() >= TOKENS) {
      joint.merge(List.copyOf(answer.subList(0, TOKENS)), weight, Double::sum);
      return;
    }
    Map<List<Integer>, Double> step = steps.get(answer);
    if (step == null) {
      step = step(acceptance, drafting, answer);
      steps.put(answer, step);
    }
    step.forEach(
        (tokens, probability) ->
            follow(acceptance, drafting, append(answer, tokens), weight * probability, joint));
  }

  private Map<List<Integer>, Double> step(
      Acceptance acceptance, Drafting drafting, List<Integer> answer) {
    Map<List<Integer>, Double> outcomes = new LinkedHashMap<>();
    for (Draft draft : drafting.after(answer)) {
      DrawIntegral.Script script = new DrawIntegral.Script();
      try (SyntheticStep step =
          new SyntheticStep(target, PROMPT, answer, options, draft.random, script, NODES)) {
        draft.grow.accept(step.sequence());
        float[][] rows = new float[step.tree().size()][];
        for (int node = 0; node < rows.length; node++) {
          rows[node] = logits(append(answer, path(step.tree(), node)));
        }
        step.verified(rows);
        DrawIntegral.of(step, acceptance, script)
            .forEach((tokens, p) -> outcomes.merge(tokens, p * draft.weight, Double::sum));
      }
    }
    return outcomes;
  }

  private static List<Integer> path(TokenTree tree, int node) {
    List<Integer> path = new ArrayList<>();
    for (int at = node; at > 0; at = tree.parent(at)) {
      path.addFirst(tree.token(at));
    }
    return path;
  }

  static List<Integer> append(List<Integer> head, List<Integer> tail) {
    List<Integer> both = new ArrayList<>(head);
    both.addAll(tail);
    return List.copyOf(both);
  }
}
