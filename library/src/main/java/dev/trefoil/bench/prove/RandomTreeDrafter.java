package dev.trefoil.bench.prove;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.TokenTree;
import java.util.List;
import java.util.random.RandomGenerator;

/// Proposes trees of random shape, either of arbitrary tokens or of tokens drawn from random
/// distributions that it declares. A lossless rule keeps the target's distribution with both.
final class RandomTreeDrafter implements Drafter {
  private static final int MOST_CHILDREN = 3;

  private final boolean drawn;
  private final int vocabulary;

  RandomTreeDrafter(boolean drawn, int vocabulary) {
    this.drawn = drawn;
    this.vocabulary = vocabulary;
  }

  @Override
  public String name() {
    return drawn ? "random trees, drawn" : "random trees";
  }

  @Override
  public void propose(List<Sequence> batch) {
    for (Sequence sequence : batch) {
      grow(sequence.tree(), sequence.sampling().draftRandom());
    }
  }

  private void grow(TokenTree tree, RandomGenerator random) {
    for (int node = 0; node < tree.size(); node++) {
      int children = random.nextInt(MOST_CHILDREN + 1);
      double[] left = distribution(random);
      if (drawn && children > 0) {
        tree.childrenDrawnFrom(node, left.clone());
      }
      for (int i = 0; i < children && tree.fits(node); i++) {
        int token = drawn ? draw(left, random) : random.nextInt(vocabulary);
        tree.add(node, token);
        left[token] = 0;
      }
    }
  }

  private double[] distribution(RandomGenerator random) {
    double[] q = new double[vocabulary];
    double sum = 0;
    for (int i = 0; i < vocabulary; i++) {
      q[i] = StrictMath.exp(1.5 * random.nextGaussian());
      sum += q[i];
    }
    for (int i = 0; i < vocabulary; i++) {
      q[i] /= sum;
    }
    return q;
  }

  private static int draw(double[] weights, RandomGenerator random) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double u = random.nextDouble() * sum;
    int token = 0;
    while (token < weights.length - 1 && (u >= weights[token] || weights[token] == 0)) {
      u -= weights[token];
      token++;
    }
    return token;
  }
}
