package dev.trefoil.decoding;

import java.util.Arrays;

/// Clover's dynamic tree: whatever a level keeps is proposed and expanded, and lowers the budget.
final class CloverExpansion implements TreeExpansion {
  private final TreeRule.Clover rule;
  private final CandidateTree scored; // of the present depth, without their parents
  private int[] parentOf = new int[16]; // by candidate: index within the level
  private int[] level; // nodes of the token tree
  private double[] score; // sum of the log probabilities of their paths
  private int[] nextLevel;
  private double[] nextScore;
  private final int[] parentInLevel;
  private final int[] best;
  private int left; // of the budget
  private int depth;
  private TokenTree tree = new TokenTree(1);

  CloverExpansion(TreeRule.Clover rule) {
    this.rule = rule;
    this.scored = new CandidateTree(rule.children() * rule.children());
    int most = rule.children();
    this.level = new int[most];
    this.score = new double[most];
    this.nextLevel = new int[most];
    this.nextScore = new double[most];
    this.parentInLevel = new int[most];
    this.best = new int[most];
  }

  @Override
  public void begin(TokenTree bareTree) {
    tree = bareTree;
    left = Math.min(rule.nodes(), bareTree.room()) - 1;
    depth = 0;
    level[0] = 0;
    score[0] = 0;
    scored.clear();
  }

  @Override
  public void rank(int node, int[] tokens, float[] probabilities, int from, int count) {
    double cumulative = 0;
    for (int i = from; i < from + count; i++) {
      double p = probabilities[i];
      boolean cut =
          i > from && (cumulative >= rule.topP() || p < rule.leastShare() * probabilities[from]);
      if (tokens[i] < 0) {
        tree.fail();
      }
      if (tokens[i] < 0 || cut) {
        return;
      }
      cumulative += p;
      int candidate = scored.add(CandidateTree.ROOT, tokens[i], score[node] + StrictMath.log(p));
      if (candidate == parentOf.length) {
        parentOf = Arrays.copyOf(parentOf, 2 * candidate);
      }
      parentOf[candidate] = node;
    }
  }

  @Override
  public int advance() {
    int kept = depth < tree.maxDepth() ? scored.best(0, scored.size(), left, best) : 0;
    Arrays.sort(best, 0, kept); // their parents are in level order, so they are
    double reach = 0;
    for (int i = 0; i < kept; i++) {
      parentInLevel[i] = parentOf[best[i]];
      nextScore[i] = scored.score(best[i]);
      double path = StrictMath.exp(nextScore[i]);
      nextLevel[i] = tree.add(level[parentInLevel[i]], scored.token(best[i]), path);
      reach += path;
    }
    int[] nodes = level;
    level = nextLevel;
    nextLevel = nodes;
    double[] scores = score;
    score = nextScore;
    nextScore = scores;
    scored.clear();
    left -= kept;
    depth++;
    boolean deepens = left > 0 && depth < Math.min(rule.depth(), tree.maxDepth());
    return deepens && tree.isWorthALevel(reach) ? kept : 0;
  }

  @Override
  public int token(int node) {
    return tree.token(level[node]);
  }

  @Override
  public int parent(int node) {
    return parentInLevel[node];
  }
}
