package dev.trefoil.decoding.acceptance;

import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.SyntheticStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/// The exact distribution of what one step decides: an integral over its random numbers instead of
/// a sample of them.
///
/// A decision is piecewise constant in each number. The pieces of the `k`-th number, those before
/// it fixed, are told apart by what follows: the tokens, or the node at which the next number is
/// asked for. Their borders are found by bisection between the points of a grid.
final class DrawIntegral {
  private static final int GRID = 16;
  private static final double RESOLUTION = 0x1p-50;
  private static final double LAST = Math.nextDown(1.0);

  /// What is known after a number: the tokens if the step is over, else the node reached.
  private record Branch(List<Integer> tokens, int node) {}

  private static final class Piece {
    double measure;
    double inside;
    double widest;

    void add(double from, double to) {
      measure += to - from;
      if (to - from > widest) {
        widest = to - from;
        inside = (from + to) / 2;
      }
    }
  }

  /// Numbers from a script; beyond its end it notes who asks.
  static final class Script implements RandomGenerator {
    private double[] numbers = {};
    private int asked;
    private int nodeAsking;
    private IntSupplier presentNode = () -> 0;

    void of(SyntheticStep observed) {
      presentNode = () -> observed.decision().lastNode();
    }

    @Override
    public double nextDouble() {
      if (asked < numbers.length) {
        return numbers[asked++];
      }
      if (asked++ == numbers.length) {
        nodeAsking = presentNode.getAsInt();
      }
      return 0.5;
    }

    @Override
    public long nextLong() {
      throw new UnsupportedOperationException("acceptance draws doubles only");
    }
  }

  private final SyntheticStep step;
  private final Acceptance acceptance;
  private final Script script;
  private final Map<List<Integer>, Double> outcomes = new LinkedHashMap<>();

  private DrawIntegral(SyntheticStep step, Acceptance acceptance, Script script) {
    this.step = step;
    this.acceptance = acceptance;
    this.script = script;
  }

  /// Probability of each list of tokens that the step may add to the answer.
  ///
  /// @param script the random numbers with which the step was made
  static Map<List<Integer>, Double> of(SyntheticStep step, Acceptance acceptance, Script script) {
    script.of(step);
    DrawIntegral integral = new DrawIntegral(step, acceptance, script);
    integral.explore(new double[0], 1);
    return integral.outcomes;
  }

  private Branch run(double[] numbers) {
    script.numbers = numbers;
    script.asked = 0;
    Decision decision = step.decide(acceptance);
    return script.asked > numbers.length
        ? new Branch(List.of(), script.nodeAsking)
        : new Branch(step.tokens(), decision.lastNode());
  }

  private void explore(double[] numbers, double weight) {
    Branch branch = run(numbers);
    if (!branch.tokens.isEmpty()) {
      outcomes.merge(branch.tokens, weight, Double::sum);
      return;
    }
    double[] longer = Arrays.copyOf(numbers, numbers.length + 1);
    Map<Branch, Piece> pieces = new LinkedHashMap<>();
    List<Double> grid = new ArrayList<>();
    for (int i = 0; i < GRID; i++) {
      grid.add((double) i / GRID);
    }
    grid.add(LAST);
    for (int i = 0; i < GRID; i++) {
      double from = grid.get(i);
      double to = grid.get(i + 1);
      split(longer, from, at(longer, from), to, at(longer, to), pieces);
    }
    for (Piece piece : pieces.values()) {
      longer[numbers.length] = piece.inside;
      explore(longer.clone(), weight * piece.measure);
    }
  }

  private Branch at(double[] numbers, double last) {
    numbers[numbers.length - 1] = last;
    return run(numbers);
  }

  private void split(
      double[] numbers, double from, Branch low, double to, Branch high, Map<Branch, Piece> into) {
    if (low.equals(high) || to - from < RESOLUTION) {
      into.computeIfAbsent(low, _ -> new Piece()).add(from, to);
      return;
    }
    double middle = (from + to) / 2;
    Branch between = at(numbers, middle);
    split(numbers, from, low, middle, between, into);
    split(numbers, middle, between, to, high, into);
  }
}
