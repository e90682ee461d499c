package dev.trefoil.drafter.recycling;

import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StaticTree;
import dev.trefoil.decoding.StaticTreeParts;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TokenTree;
import java.util.List;

/// Fills a static tree from a matrix of successors, and after each step stores the likeliest
/// successors of every token that was in it (Luo et al. 2024, sections 3.1 and 3.2).
///
/// Where a token occurs twice in a step, the node of the highest index wins. A step with less room
/// than the tree has nodes proposes the part of [StaticTree#within].
///
/// Deviation from the published implementation: a token never seen has no successors, instead of
/// token 0 as each of them.
public final class RecyclingDrafter implements Drafter {
  private final RecyclingConfig config;
  private final Backend backend;
  private final int successors;
  private final SuccessorMatrix shared;
  private final StaticTreeParts parts;
  private final int[] placed; // by static node: its index in the token tree, or -1
  private int[] ranked = new int[0]; // [rows * successors]

  /// @param backend the target's, to rank its logits; not owned
  public RecyclingDrafter(RecyclingConfig config, Backend backend) {
    this.config = config;
    this.backend = backend;
    this.successors = config.tree().maxChildren();
    this.shared = new SuccessorMatrix(successors);
    this.parts = new StaticTreeParts(config.tree());
    this.placed = new int[config.tree().size()];
  }

  @Override
  public String name() {
    return "recycling";
  }

  @Override
  public void propose(List<Sequence> batch) {
    for (Sequence sequence : batch) {
      fill(sequence.tree(), matrix(sequence));
    }
  }

  private void fill(TokenTree tree, SuccessorMatrix matrix) {
    StaticTree shape = parts.fitting(tree);
    placed[0] = 0;
    for (int node = 1; node < shape.size(); node++) {
      int parent = placed[shape.parent(node)];
      int token = parent < 0 ? -1 : matrix.get(tree.token(parent), shape.rank(node));
      placed[node] = token >= 0 ? tree.add(parent, token) : -1;
    }
  }

  @Override
  public void observe(List<Sequence> batch, StepOutput output) {
    Matrix logits = output.logits();
    int count = Math.min(successors, logits.columns());
    if (ranked.length < logits.rows() * count) {
      ranked = new int[2 * logits.rows() * count];
    }
    backend.topK(logits, count, ranked, null);
    for (int s = 0; s < batch.size(); s++) {
      SuccessorMatrix matrix = matrix(batch.get(s));
      matrix.reserve(logits.columns());
      remember(batch.get(s).tree(), output.firstRow(s), count, matrix);
    }
  }

  private void remember(TokenTree tree, int firstRow, int count, SuccessorMatrix matrix) {
    for (int node = 0; node < tree.size(); node++) {
      int from = (firstRow + node) * count;
      if (ranked[from] >= 0) { // logits that are not numbers rank nothing
        matrix.set(tree.token(node), ranked, from, count);
      }
    }
  }

  private SuccessorMatrix matrix(Sequence sequence) {
    if (!config.resetPerRequest()) {
      return shared;
    }
    if (sequence.draftState() instanceof SuccessorMatrix own) {
      return own;
    }
    SuccessorMatrix own = new SuccessorMatrix(successors);
    sequence.draftState(own);
    return own;
  }
}
