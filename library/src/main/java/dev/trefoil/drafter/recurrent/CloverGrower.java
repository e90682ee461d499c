package dev.trefoil.drafter.recurrent;

import dev.trefoil.decoding.CandidateTree;
import dev.trefoil.decoding.TokenTree;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Clover's tree: whatever a level keeps is proposed and expanded, and lowers the budget.
final class CloverGrower implements TreeGrower {
  private final DraftTree.Clover rule;
  private final CandidateTree level; // candidates of one level; the parent is kept in `row`
  private int[] row = new int[16];
  private final int[] best;
  private @Nullable TokenTree tree;
  private int budget;
  private Frontier frontier = new Frontier();
  private Frontier next = new Frontier();

  CloverGrower(DraftTree.Clover rule) {
    this.rule = rule;
    this.level = new CandidateTree(rule.nodes() * rule.nodes());
    this.best = new int[rule.nodes()];
  }

  @Override
  public Frontier begin(TokenTree target) {
    tree = target;
    budget = Math.min(rule.nodes(), target.room() - 1);
    frontier.root(target.token(0), 0);
    return frontier;
  }

  @Override
  public Frontier grow(Candidates candidates, int firstRow) {
    TokenTree target = Objects.requireNonNull(tree, "begin comes first");
    level.clear();
    for (int i = 0; i < frontier.size(); i++) {
      addSurvivors(i, candidates, firstRow + i);
    }
    int kept = level.best(0, level.size(), budget, best);
    Arrays.sort(best, 0, kept); // parents are in level order, so their children are
    next.clear();
    for (int i = 0; i < kept; i++) {
      int from = row[best[i]];
      int node = target.add(frontier.node(from), level.token(best[i]));
      if (target.fits(node)) {
        next.add(from, target.token(node), node, level.score(best[i]));
      }
    }
    budget -= kept;
    if (budget == 0) {
      next.clear();
    }
    Frontier grown = next;
    next = frontier;
    frontier = grown;
    return grown;
  }

  private void addSurvivors(int from, Candidates candidates, int candidateRow) {
    double top = candidates.probability(candidateRow, 0);
    double cumulative = 0;
    for (int rank = 0; rank < candidates.perRow(); rank++) {
      int token = candidates.token(candidateRow, rank);
      double p = candidates.probability(candidateRow, rank);
      boolean cut = rank > 0 && (cumulative >= rule.topP() || p < rule.leastShare() * top);
      if (token < 0 || cut) {
        return;
      }
      cumulative += p;
      int candidate = level.add(CandidateTree.ROOT, token, frontier.score(from) + Math.log(p));
      if (candidate >= row.length) {
        row = Arrays.copyOf(row, 2 * row.length);
      }
      row[candidate] = from;
    }
  }
}
