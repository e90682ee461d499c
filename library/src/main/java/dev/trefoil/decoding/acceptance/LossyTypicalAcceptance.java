package dev.trefoil.decoding.acceptance;

import dev.trefoil.compute.Backend;
import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.decoding.sampling.TokenDistribution;
import java.util.Arrays;

/// Medusa's typical acceptance: a proposed token stands when the target finds it typical, `p(x) >
/// min(threshold, alpha * exp(-H))` with the entropy `H` of `p`; the longest such path wins, the
/// more probable one among equals (Cai et al. 2024, section 2.3.1).
///
/// **Not lossless**: the answer is not distributed as the target's. Never a default. Greedy
/// requests are decided greedily, and losslessly. The token after the path is drawn from the target
/// (the published code takes the arg-max there).
///
/// Owned by one decoding thread.
public final class LossyTypicalAcceptance implements Acceptance {
  /// Share of the published implementations: threshold 0.09, alpha 0.3.
  public static final double THRESHOLD = 0.09;

  public static final double ALPHA = 0.3;

  private final Backend backend;
  private final Acceptance greedy;
  private final double threshold;
  private final double alpha;
  private final float[] logits; // [vocabulary]
  private final TokenDistribution p;
  private double[] logProbability = new double[64]; // of the path to a node; NaN where one falls

  public LossyTypicalAcceptance(Backend backend, int vocabulary, double threshold, double alpha) {
    if (!(threshold >= 0 && threshold <= 1 && alpha >= 0)) {
      throw new IllegalArgumentException(
          "typical acceptance with threshold %s and alpha %s; 0 to 1 and 0 or more are needed"
              .formatted(threshold, alpha));
    }
    this.backend = backend;
    this.greedy = new GreedyAcceptance(backend, vocabulary);
    this.threshold = threshold;
    this.alpha = alpha;
    this.logits = new float[vocabulary];
    this.p = new TokenDistribution(vocabulary);
  }

  @Override
  public void decide(Sequence sequence, int firstRow, StepOutput output, Decision decision) {
    SamplingOptions options = sequence.sampling().options();
    if (options.isGreedy()) {
      greedy.decide(sequence, firstRow, output, decision);
      return;
    }
    TokenTree tree = sequence.tree();
    decision.begin();
    int best = longestTypicalPath(sequence, firstRow, output);
    acceptPath(tree, best, decision);
    for (int i = 1; i < decision.count(); i++) {
      sequence.sampling().push(tree.token(decision.node(i)));
    }
    decision.bonus(
        read(sequence, firstRow + best, output) ? p.draw(sequence.sampling().random()) : -1);
    for (int i = decision.count() - 1; i > 0; i--) {
      sequence.sampling().pop(tree.token(decision.node(i)));
    }
  }

  /// The last node of the best path. Children are examined in level order, each parent once.
  private int longestTypicalPath(Sequence sequence, int firstRow, StepOutput output) {
    TokenTree tree = sequence.tree();
    if (logProbability.length < tree.size()) {
      logProbability = new double[2 * tree.size()];
    }
    Arrays.fill(logProbability, 0, tree.size(), Double.NaN);
    logProbability[0] = 0;
    int best = 0;
    for (int node = 0; node < tree.size(); node++) {
      if (tree.firstChild(node) >= 0
          && !Double.isNaN(logProbability[node])
          && read(sequence, firstRow + node, output, node)) {
        best = judgeChildren(tree, node, best);
      }
    }
    return best;
  }

  private int judgeChildren(TokenTree tree, int node, int bestSoFar) {
    int best = bestSoFar;
    double bar = Math.min(threshold, alpha * StrictMath.exp(-entropy()));
    for (int child = tree.firstChild(node); child >= 0; child = tree.nextSibling(child)) {
      double probability = p.probability(tree.token(child));
      if (probability > bar) {
        logProbability[child] = logProbability[node] + StrictMath.log(probability);
        boolean deeper = tree.depth(child) > tree.depth(best);
        boolean likelier =
            tree.depth(child) == tree.depth(best) && logProbability[child] > logProbability[best];
        best = deeper || likelier ? child : best;
      }
    }
    return best;
  }

  private double entropy() {
    double entropy = 0;
    for (int i = 0; i < p.vocabulary(); i++) {
      entropy -= p.probability(i) * StrictMath.log(p.probability(i) + 1e-5); // as published
    }
    return entropy;
  }

  /// Reads the distribution after a node with the history of its path.
  private boolean read(Sequence sequence, int row, StepOutput output, int node) {
    sequence.sampling().pushPath(sequence.tree(), node);
    boolean numbers = read(sequence, row, output);
    sequence.sampling().popPath(sequence.tree(), node);
    return numbers;
  }

  private boolean read(Sequence sequence, int row, StepOutput output) {
    backend.read(output.logits(), row, logits);
    return p.set(logits, sequence.sampling().options(), sequence.sampling().history());
  }

  private static void acceptPath(TokenTree tree, int last, Decision decision) {
    int[] path = new int[tree.depth(last)];
    for (int i = path.length, at = last; i > 0; at = tree.parent(at)) {
      path[--i] = at;
    }
    for (int node : path) {
      decision.accept(node);
    }
  }
}
