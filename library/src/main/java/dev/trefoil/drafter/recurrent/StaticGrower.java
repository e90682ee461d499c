package dev.trefoil.drafter.recurrent;

import dev.trefoil.decoding.StaticTree;
import dev.trefoil.decoding.TokenTree;
import org.jspecify.annotations.Nullable;

/// Fills a [StaticTree] with tokens, its most valuable part where the whole does not fit.
final class StaticGrower implements TreeGrower {
  private final StaticTree full;
  private final @Nullable StaticTree[] ofRoom; // by number of nodes
  private final int[] node; // by node of the shape, -1 where there is none
  private StaticTree shape;
  private @Nullable TokenTree tree;
  private Frontier frontier = new Frontier();
  private Frontier next = new Frontier();

  StaticGrower(StaticTree full) {
    this.full = full;
    this.shape = full;
    this.ofRoom = new StaticTree[full.size() + 1];
    this.node = new int[full.size()];
  }

  @Override
  public Frontier begin(TokenTree target) {
    tree = target;
    int room = Math.min(target.room(), full.size());
    StaticTree fitting = ofRoom[room];
    if (fitting == null) {
      fitting = full.within(room);
      ofRoom[room] = fitting;
    }
    shape = fitting;
    node[0] = 0;
    frontier.root(target.token(0), 0);
    return frontier;
  }

  @Override
  public Frontier grow(Candidates candidates, int firstRow) {
    next.clear();
    for (int i = 0; i < frontier.size(); i++) {
      addChildren(frontier.node(i), i, candidates, firstRow + i);
    }
    Frontier grown = next;
    next = frontier;
    frontier = grown;
    return grown;
  }

  /// Children of a node of the shape are neighbours, in the order of their ranks.
  private void addChildren(int of, int row, Candidates candidates, int candidateRow) {
    TokenTree target = java.util.Objects.requireNonNull(tree, "begin comes first");
    for (int child = of + 1; child < shape.size() && shape.parent(child) <= of; child++) {
      int token =
          shape.parent(child) == of ? candidates.token(candidateRow, shape.rank(child)) : -1;
      if (token < 0 || !target.fits(node[of])) {
        continue;
      }
      node[child] = target.add(node[of], token);
      if (hasChildren(child) && target.fits(node[child])) {
        next.add(row, token, child, 0);
      }
    }
  }

  private boolean hasChildren(int of) {
    for (int child = of + 1; child < shape.size() && shape.parent(child) <= of; child++) {
      if (shape.parent(child) == of) {
        return true;
      }
    }
    return false;
  }
}
