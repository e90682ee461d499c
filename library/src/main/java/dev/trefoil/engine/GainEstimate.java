package dev.trefoil.engine;

/// What trees of one kind of evidence were worth lately: for each size, how many of the first so
/// many nodes were accepted, as a moving average.
final class GainEstimate {
  /// Sizes that are told apart, root included.
  static final int[] SIZES = {1, 2, 3, 4, 6, 8, 11, 16, 24, 32, 48, 64, 96, 128};

  private static final double NEWS = 0.15;
  private static final int SHORTEST_PAUSE = 4;
  private static final int LONGEST_PAUSE = 256;
  private static final int LONGEST_INHERITED = 16; // another text is another chance

  private final double[] gain = new double[SIZES.length];
  private int pause = SHORTEST_PAUSE;
  private int skipped;

  /// @param acceptance expected share of tokens that stand in a chain, each after the one before
  GainEstimate(double acceptance) {
    for (int i = 1; i < SIZES.length; i++) {
      gain[i] = acceptance * (1 - Math.pow(acceptance, SIZES[i] - 1)) / (1 - acceptance);
    }
  }

  GainEstimate(GainEstimate other) {
    System.arraycopy(other.gain, 0, gain, 0, gain.length);
    pause = Math.min(other.pause, LONGEST_INHERITED);
  }

  /// Expected accepted nodes of a tree of [#SIZES]`[i]` nodes.
  double gain(int i) {
    return gain[i];
  }

  /// Learns from a tree of `nodes` nodes; `accepted(size)` of its first `size` nodes stood.
  ///
  /// What larger trees would have got is not known; they move with the largest size that is.
  void learn(int nodes, java.util.function.IntUnaryOperator accepted) {
    double shift = 0;
    for (int i = 1; i < SIZES.length; i++) {
      if (SIZES[i - 1] < nodes) {
        shift = NEWS * (accepted.applyAsInt(Math.min(SIZES[i], nodes)) - gain[i]);
      }
      gain[i] = Math.max(gain[i] + shift, gain[i - 1]);
    }
    if (accepted.applyAsInt(nodes) > 0) {
      pause = SHORTEST_PAUSE;
    } else {
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }

  /// Called where no size pays; true when it is time to look again nevertheless.
  boolean timeToLookAgain() {
    if (++skipped < pause) {
      return false;
    }
    skipped = 0;
    return true;
  }
}
