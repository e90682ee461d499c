package dev.trefoil.drafter.recurrent;

import dev.trefoil.decoding.StaticTree;
import dev.trefoil.decoding.StaticTreeParts;
import dev.trefoil.decoding.TokenTree;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Fills a static tree with tokens, its most valuable part where the whole does not fit.
final class StaticGrower implements TreeGrower {
  private final StaticTreeParts parts;
  private final int[] node; // by node of the shape
  private StaticTree shape;
  private @Nullable TokenTree tree;
  private Frontier frontier = new Frontier();
  private Frontier next = new Frontier();

  StaticGrower(StaticTreeParts parts) {
    this.parts = parts;
    this.shape = parts.whole();
    this.node = new int[shape.size()];
  }

  @Override
  public Frontier begin(TokenTree target) {
    tree = target;
    shape = parts.fitting(target);
    node[0] = 0;
    frontier.root(target.token(0), 0);
    return frontier;
  }

  @Override
  public Frontier grow(Candidates candidates, int firstRow) {
    next.clear();
    for (int i = 0; i < frontier.size(); i++) {
      addChildren(i, candidates, firstRow + i);
    }
    Frontier grown = next;
    next = frontier;
    frontier = grown;
    return grown;
  }

  /// Children of a node of the shape are neighbours, in the order of their ranks.
  private void addChildren(int place, Candidates candidates, int row) {
    TokenTree target = Objects.requireNonNull(tree, "begin comes first");
    int of = frontier.node(place);
    int child = of + 1;
    while (shape.parent(child) != of) {
      child++;
    }
    for (int rank = 0; rank < shape.children(of) && candidates.token(row, rank) >= 0; rank++) {
      int token = candidates.token(row, rank);
      node[child] = target.add(node[of], token);
      if (shape.children(child) > 0) {
        next.add(place, token, child, 0);
      }
      child++;
    }
  }
}
