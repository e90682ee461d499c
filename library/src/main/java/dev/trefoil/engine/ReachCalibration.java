package dev.trefoil.engine;

import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.TokenTree;
import java.util.Arrays;

/// How often paths stand beside how often their draft says they do, by depth; moving averages. A
/// draft gives its best guess less than the greedy target does, so the factor is often above one.
final class ReachCalibration {
  private static final double NEWS = 0.03;
  private static final int DEPTHS = 16; // deeper nodes count as of the deepest
  private static final double FIRST = 0.05; // as if so much had been seen and come true

  private final double[] promised = new double[DEPTHS];
  private final double[] stood = new double[DEPTHS];

  ReachCalibration() {
    Arrays.fill(promised, FIRST);
    Arrays.fill(stood, FIRST);
  }

  /// Share of paths of this probability and depth that stand, 0 to 1.
  double of(double reach, int depth) {
    int i = Math.min(depth, DEPTHS) - 1;
    return Math.min(1, reach * Math.clamp(stood[i] / promised[i], 0.1, 4.0));
  }

  /// Learns from a tree that was verified.
  void learn(TokenTree tree, Decision decision) {
    double[] sum = new double[DEPTHS];
    for (int node = 1; node < tree.size(); node++) {
      if (tree.depth(node) <= DEPTHS) {
        sum[tree.depth(node) - 1] += tree.reach(node);
      }
    }
    for (int depth = 1; depth <= DEPTHS && sum[depth - 1] > 0; depth++) {
      promised[depth - 1] += NEWS * (Math.min(1, sum[depth - 1]) - promised[depth - 1]);
      stood[depth - 1] += NEWS * ((decision.count() > depth ? 1 : 0) - stood[depth - 1]);
    }
  }
}
