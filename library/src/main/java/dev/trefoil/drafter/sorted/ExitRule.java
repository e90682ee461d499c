package dev.trefoil.drafter.sorted;

/// How the confidences of a level's nodes become the one number that is compared with the exit's
/// threshold. For a level of one node, and so for a chain, all are the same.
public enum ExitRule {
  /// The most confident node decides, as published: one sure node anywhere lets the level exit.
  MAX,
  /// The plain mean of the nodes' confidences.
  MEAN,
  /// The mean weighted by how likely each node is to be reached at all: the probability that the
  /// draft's first choice is right, given that the text runs through one of the level's nodes.
  /// Ours: with MAX the level almost always leaves at the first exit.
  REACH;

  /// @param confidences largest probability of each node's next token, `[nodes]`
  /// @param scores log probability of the path to each node, `[nodes]`
  @SuppressWarnings("MissingSummary") // the parameters say all
  double confidence(double[] confidences, double[] scores, int nodes) {
    return switch (this) {
      case MAX -> {
        double most = confidences[0];
        for (int i = 1; i < nodes; i++) {
          most = Math.max(most, confidences[i]); // a NaN stays one
        }
        yield most;
      }
      case MEAN -> {
        double sum = 0;
        for (int i = 0; i < nodes; i++) {
          sum += confidences[i];
        }
        yield sum / nodes;
      }
      case REACH -> weightedMean(confidences, scores, nodes);
    };
  }

  private static double weightedMean(double[] confidences, double[] scores, int nodes) {
    double best = scores[0];
    for (int i = 1; i < nodes; i++) {
      best = Math.max(best, scores[i]);
    }
    double weights = 0;
    double sum = 0;
    for (int i = 0; i < nodes; i++) {
      double weight = Math.exp(scores[i] - best);
      weights += weight;
      sum += weight * confidences[i];
    }
    return sum / weights;
  }
}
