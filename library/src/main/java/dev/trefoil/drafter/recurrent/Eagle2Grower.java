package dev.trefoil.drafter.recurrent;

import dev.trefoil.decoding.CandidateTree;
import dev.trefoil.decoding.TokenTree;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// EAGLE-2's tree: the likeliest paths are expanded, the likeliest of all candidates are proposed.
final class Eagle2Grower implements TreeGrower {
  private final DraftTree.Eagle2 rule;
  private final CandidateTree candidates;
  private final int[] best;
  private int[] row = new int[128]; // by candidate: its parent's place in the frontier
  private int depth;
  private @Nullable TokenTree tree;
  private Frontier frontier = new Frontier();
  private Frontier next = new Frontier();

  Eagle2Grower(DraftTree.Eagle2 rule) {
    this.rule = rule;
    this.candidates = new CandidateTree(rule.topK() * (1 + rule.depth() * rule.topK()));
    this.best = new int[rule.topK()];
  }

  @Override
  public Frontier begin(TokenTree target) {
    tree = target;
    depth = 0;
    candidates.clear();
    frontier.root(target.token(0), CandidateTree.ROOT);
    return frontier;
  }

  @Override
  public Frontier grow(Candidates found, int firstRow) {
    int levelStart = candidates.size();
    for (int i = 0; i < frontier.size(); i++) {
      for (int rank = 0; rank < found.perRow() && found.token(firstRow + i, rank) >= 0; rank++) {
        double score = frontier.score(i) + Math.log(found.probability(firstRow + i, rank));
        note(candidates.add(frontier.node(i), found.token(firstRow + i, rank), score), i);
      }
    }
    depth++;
    next.clear();
    if (depth <= rule.depth() && depth < Objects.requireNonNull(tree, "begin").maxDepth()) {
      int expanded = candidates.best(levelStart, candidates.size(), rule.topK(), best);
      for (int i = 0; i < expanded; i++) {
        int candidate = best[i];
        int token = candidates.token(candidate);
        next.add(row[candidate], token, candidate, candidates.score(candidate));
      }
    }
    Frontier grown = next;
    next = frontier;
    frontier = grown;
    return grown;
  }

  private void note(int candidate, int parentRow) {
    if (candidate >= row.length) {
      row = Arrays.copyOf(row, 2 * row.length);
    }
    row[candidate] = parentRow;
  }

  @Override
  public void finish() {
    candidates.writeTo(Objects.requireNonNull(tree, "begin comes first"), rule.nodes());
  }
}
