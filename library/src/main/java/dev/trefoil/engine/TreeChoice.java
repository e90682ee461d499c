package dev.trefoil.engine;

import dev.trefoil.decoding.TokenTree;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/// Chooses which nodes of a tree are verified: the likeliest ones, as many as promise most tokens
/// for the time of their rows. Reused from tree to tree.
final class TreeChoice {
  private double[] chance = new double[64]; // by node: that its path stands
  private int[] order = new int[64];

  TreeChoice() {}

  /// Drops the nodes that are not worth their rows; nothing where the draft does not say how likely
  /// its paths are.
  ///
  /// @param cost milliseconds of the step's pass with so many nodes of this tree beside its root
  /// @param rate tokens that a millisecond is worth
  void shrink(TokenTree tree, ReachCalibration calibration, IntToDoubleFunction cost, double rate) {
    int nodes = tree.size() - 1;
    if (chance.length <= nodes) {
      chance = new double[2 * nodes];
      order = new int[2 * nodes];
    }
    chance[0] = 1;
    for (int node = 1; node <= nodes; node++) {
      if (Double.isNaN(tree.reach(node))) {
        return;
      }
      double stands = calibration.of(tree.reach(node), tree.depth(node));
      chance[node] = Math.min(stands, chance[tree.parent(node)]);
    }
    int best = mostValuable(nodes, cost, rate);
    if (best < nodes) {
      Arrays.sort(order, 0, best);
      System.arraycopy(order, 0, order, 1, best);
      order[0] = 0;
      tree.keep(order, best + 1);
    }
  }

  /// Puts the nodes in the order of their chances; a parent comes before its child, whose chance is
  /// no better.
  ///
  /// @return how many of the first promise most
  private int mostValuable(int nodes, IntToDoubleFunction cost, double rate) {
    for (int i = 0; i < nodes; i++) {
      int node = i + 1;
      int place = i;
      while (place > 0 && chance[order[place - 1]] < chance[node]) {
        order[place] = order[place - 1];
        place--;
      }
      order[place] = node;
    }
    int best = 0;
    double bestValue = -rate * cost.applyAsDouble(0);
    double promised = 0;
    int size = 1; // of GainEstimate.SIZES: the backend makes each number of rows ready once
    for (int i = 0; i < nodes; i++) {
      promised += chance[order[i]];
      while (GainEstimate.SIZES[size] < i + 2 && size < GainEstimate.SIZES.length - 1) {
        size++;
      }
      double value = promised - rate * cost.applyAsDouble(i + 1);
      if ((GainEstimate.SIZES[size] == i + 2 || i == nodes - 1) && value > bestValue) {
        bestValue = value;
        best = i + 1;
      }
    }
    return best;
  }
}
