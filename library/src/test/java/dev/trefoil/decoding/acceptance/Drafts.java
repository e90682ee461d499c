package dev.trefoil.decoding.acceptance;

import dev.trefoil.compute.Backend;
import dev.trefoil.decoding.ChildChoice;
import dev.trefoil.decoding.DrawNumbers;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StaticTree;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.TreeBatch;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.decoding.acceptance.ExactJoint.Draft;
import dev.trefoil.decoding.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Draft procedures whose every possible tree is known with its probability.
final class Drafts {
  private Drafts() {}

  /// A random distribution that depends on the path alone; sometimes with tokens of probability 0.
  static double[] distribution(int vocabulary, List<Integer> path) {
    SplittableRandom random = new SplittableRandom(31L * path.hashCode() + 17);
    double[] q = new double[vocabulary];
    double sum = 0;
    int never = random.nextInt(2 * vocabulary);
    for (int i = 0; i < vocabulary; i++) {
      q[i] = i == never ? 0 : Math.exp(1.5 * random.nextGaussian());
      sum += q[i];
    }
    for (int i = 0; i < vocabulary; i++) {
      q[i] /= sum;
    }
    return q;
  }

  /// Nothing.
  static List<Draft> none(List<Integer> answer) {
    return List.of(new Draft(1, _ -> {}));
  }

  /// A tree chosen without chance: three levels, a duplicate sibling and ids that do not exist.
  static List<Draft> pointMass(int vocabulary, List<Integer> answer) {
    SplittableRandom random = new SplittableRandom(answer.hashCode());
    int[] tokens = random.ints(8, 0, vocabulary).toArray();
    return List.of(
        new Draft(
            1,
            tree -> {
              int first = tree.add(0, tokens[0]);
              tree.add(0, tokens[1]);
              tree.add(0, tokens[0]);
              tree.add(0, vocabulary + 3);
              tree.add(0, -1);
              int grandchild = tree.add(first, tokens[3]);
              tree.add(first, tokens[4]);
              tree.add(first, tokens[5]);
              tree.add(grandchild, tokens[6]);
              tree.add(grandchild, tokens[7]);
            }));
  }

  /// All chains of two drawn tokens.
  static List<Draft> chain(int vocabulary, List<Integer> answer) {
    List<Draft> drafts = new ArrayList<>();
    double[] first = distribution(vocabulary, answer);
    for (int a = 0; a < vocabulary; a++) {
      int x = a;
      double[] second = distribution(vocabulary, ExactJoint.append(answer, List.of(a)));
      for (int b = 0; b < vocabulary; b++) {
        int y = b;
        double weight = first[a] * second[b];
        if (weight > 0) {
          drafts.add(
              new Draft(
                  weight,
                  tree -> {
                    tree.childrenDrawnFrom(0, first);
                    int child = tree.add(0, x);
                    tree.childrenDrawnFrom(child, second);
                    tree.add(child, y);
                  }));
        }
      }
    }
    return drafts;
  }

  /// Two children of the root drawn without putting back; in the first step two of the first child
  /// too.
  static List<Draft> recursive(int vocabulary, List<Integer> answer) {
    List<Draft> drafts = new ArrayList<>();
    double[] first = distribution(vocabulary, answer);
    for (Pair pair : pairs(first)) {
      if (!answer.isEmpty()) {
        drafts.add(new Draft(pair.weight, tree -> grow(tree, 0, first, pair)));
        continue;
      }
      double[] second = distribution(vocabulary, ExactJoint.append(answer, List.of(pair.a)));
      for (Pair below : pairs(second)) {
        drafts.add(
            new Draft(
                pair.weight * below.weight,
                tree -> {
                  grow(tree, 0, first, pair);
                  grow(tree, 1, second, below);
                }));
      }
    }
    return drafts;
  }

  /// Root children without chance, the children of the first one drawn, one grandchild without.
  static List<Draft> mixed(int vocabulary, List<Integer> answer) {
    List<Draft> drafts = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(answer.hashCode() + 5);
    int[] tokens = random.ints(3, 0, vocabulary).toArray();
    double[] second = distribution(vocabulary, ExactJoint.append(answer, List.of(tokens[0])));
    for (Pair pair : pairs(second)) {
      drafts.add(
          new Draft(
              pair.weight,
              tree -> {
                int child = tree.add(0, tokens[0]);
                tree.add(0, tokens[1]);
                grow(tree, child, second, pair);
                tree.add(tree.firstChild(child), tokens[2]);
              }));
    }
    return drafts;
  }

  private record Pair(int a, int b, double weight) {}

  private static List<Pair> pairs(double[] q) {
    List<Pair> pairs = new ArrayList<>();
    for (int a = 0; a < q.length; a++) {
      for (int b = 0; b < q.length; b++) {
        double weight = a == b ? 0 : q[a] * q[b] / (1 - q[a]);
        if (weight > 0) {
          pairs.add(new Pair(a, b, weight));
        }
      }
    }
    return pairs;
  }

  private static void grow(TokenTree tree, int node, double[] q, Pair pair) {
    tree.childrenDrawnFrom(node, q);
    tree.add(node, pair.a);
    tree.add(node, pair.b);
  }

  /// What a made-up draft says after a path.
  private static float[] logits(int vocabulary, List<Integer> path) {
    SplittableRandom random = new SplittableRandom(13L * path.hashCode() + 29);
    float[] logits = new float[vocabulary];
    for (int i = 0; i < vocabulary; i++) {
      logits[i] = (float) (1.5 * random.nextGaussian());
    }
    return logits;
  }

  /// All trees that [TreeBatch] can draw from that draft for a request, two children of the root
  /// and in the first step two of its first child: what EAGLE-1 and Clover-2 do. Their
  /// probabilities and the numbers that draw them come from the processors as [ReferenceProcessors]
  /// has them.
  static List<Draft> drawn(
      Backend backend, int vocabulary, SamplingOptions options, List<Integer> answer) {
    int[] all = IntStream.range(0, vocabulary).toArray();
    return drawn(backend, vocabulary, all, options, answer);
  }

  /// The same for a draft that knows some of the tokens alone.
  static List<Draft> drawn(
      Backend backend, int vocabulary, int[] known, SamplingOptions options, List<Integer> answer) {
    StaticTree shape = StaticTree.parse(answer.isEmpty() ? "root:2 0:2" : "root:2");
    TreeBatch trees =
        new TreeBatch(
            backend,
            new TreeRule.Static(shape, ChildChoice.DRAWN),
            known.length,
            vocabulary,
            token -> known[token]);
    Consumer<Sequence> grow = sequence -> grow(trees, sequence, backend, vocabulary, known, answer);
    List<Draft> drafts = new ArrayList<>();
    double[] first = processed(vocabulary, known, options, answer);
    for (int[] top : orders(first)) {
      List<Integer> child = ExactJoint.append(answer, List.of(top[0]));
      double[] second = processed(vocabulary, known, options, child);
      double weight = DrawNumbers.probability(first, top);
      for (int[] below : answer.isEmpty() ? orders(second) : List.of(new int[0])) {
        DrawNumbers numbers = new DrawNumbers();
        numbers.add(first, top);
        numbers.add(second, below);
        drafts.add(new Draft(weight * DrawNumbers.probability(second, below), numbers, grow));
      }
    }
    return drafts;
  }

  private static double[] processed(
      int vocabulary, int[] known, SamplingOptions options, List<Integer> answer) {
    float[] all = logits(vocabulary, answer);
    float[] masked = new float[vocabulary];
    Arrays.fill(masked, Float.NEGATIVE_INFINITY);
    for (int token : known) {
      masked[token] = all[token];
    }
    List<Integer> prompt = Arrays.stream(ExactJoint.PROMPT).boxed().toList();
    return ReferenceProcessors.probabilities(masked, options, prompt, answer);
  }

  /// Every order in which two tokens can be drawn, or the only token that is possible.
  private static List<int[]> orders(double[] q) {
    List<int[]> orders = new ArrayList<>();
    for (int a = 0; a < q.length; a++) {
      int before = orders.size();
      for (int b = 0; b < q.length; b++) {
        if (a != b && q[a] > 0 && q[b] > 0) {
          orders.add(new int[] {a, b});
        }
      }
      if (q[a] > 0 && orders.size() == before) {
        orders.add(new int[] {a});
      }
    }
    return orders;
  }

  private static void grow(
      TreeBatch trees,
      Sequence sequence,
      Backend backend,
      int vocabulary,
      int[] known,
      List<Integer> answer) {
    trees.clear();
    trees.add(sequence);
    List<List<Integer>> paths = List.of(answer);
    while (!paths.isEmpty()) {
      float[] rows = new float[paths.size() * known.length];
      for (int row = 0; row < paths.size(); row++) {
        float[] all = logits(vocabulary, paths.get(row));
        for (int token = 0; token < known.length; token++) {
          rows[row * known.length + token] = all[known[token]];
        }
      }
      backend.beginStep();
      trees.advance(backend.upload(rows, paths.size(), known.length));
      List<List<Integer>> next = new ArrayList<>();
      for (int row = 0; row < trees.rows(); row++) {
        List<Integer> above = paths.get(trees.parents()[row]);
        next.add(ExactJoint.append(above, List.of(trees.tokens()[row])));
      }
      paths = next;
    }
  }
}
