package dev.trefoil.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.TokenTrees;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class TreeChoiceTest {
  private static final double RATE = 1.3;

  /// As the sizes that a backend has ready, root included.
  private static boolean isReady(int size, int whole) {
    return size == whole || Arrays.stream(GainEstimate.SIZES).anyMatch(ready -> ready == size);
  }

  private static TokenTree random(Random random, int nodes) {
    TokenTree tree = TokenTrees.bare(7, nodes, 99);
    int levelStart = 0;
    while (tree.size() < nodes) {
      int levelEnd = tree.size();
      for (int parent = levelStart; parent < levelEnd && tree.size() < nodes; parent++) {
        for (int child = random.nextInt(3); child >= 0 && tree.size() < nodes; child--) {
          tree.add(parent, random.nextInt(50), tree.reach(parent) * random.nextDouble());
        }
      }
      levelStart = levelEnd;
    }
    return tree;
  }

  private static double value(TokenTree tree, IntToDoubleFunction cost) {
    double sum = -RATE * cost.applyAsDouble(tree.size() - 1);
    for (int node = 1; node < tree.size(); node++) {
      sum += tree.reach(node);
    }
    return sum;
  }

  /// The best of all parts of the tree that hold the parents of their nodes.
  private static double best(TokenTree tree, IntToDoubleFunction cost) {
    double best = Double.NEGATIVE_INFINITY;
    for (int set = 1; set < 1 << tree.size(); set += 2) {
      double sum = 0;
      boolean whole = isReady(Integer.bitCount(set), tree.size());
      for (int node = 1; node < tree.size(); node++) {
        if ((set >> node & 1) == 1) {
          whole &= (set >> tree.parent(node) & 1) == 1;
          sum += tree.reach(node);
        }
      }
      if (whole) {
        best = Math.max(best, sum - RATE * cost.applyAsDouble(Integer.bitCount(set) - 1));
      }
    }
    return best;
  }

  @Test
  void noOtherPartOfATreeIsWorthMore() {
    Random random = new Random(5);
    TreeChoice choice = new TreeChoice();
    for (int i = 0; i < 200; i++) {
      double row = 0.3 * random.nextDouble();
      int free = random.nextInt(4);
      IntToDoubleFunction cost = rows -> 1 + row * Math.max(0, rows - free);
      TokenTree tree = random(random, 2 + random.nextInt(11));
      double best = best(tree, cost);
      choice.shrink(tree, new ReachCalibration(), cost, RATE);
      assertThat(value(tree, cost)).isCloseTo(best, within(1e-12));
    }
  }

  @Test
  void aTreeOfUnknownProbabilitiesStaysWhole() {
    TokenTree tree = TokenTrees.bare(7, 6, 99);
    tree.add(tree.add(0, 1), 2);
    new TreeChoice().shrink(tree, new ReachCalibration(), rows -> 100 * rows, RATE);
    assertThat(tree.size()).isEqualTo(3);
  }

  @Test
  void aLevelsTimeIsTheSlopeOfItsProposals() {
    DraftTimes times = new DraftTimes(9);
    for (int i = 0; i < 400; i++) {
      times.learn(1 + i % 5, 0.5 + 0.2 * (1 + i % 5));
    }
    assertThat(times.perLevel()).isCloseTo(0.2, within(0.01));
    for (int i = 0; i < 400; i++) {
      times.learn(3, i % 100 == 7 ? 500 : 1.2);
    }
    assertThat(times.perLevel()).isBetween(0.2, 0.5);
  }
}
