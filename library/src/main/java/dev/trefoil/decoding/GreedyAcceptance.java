package dev.trefoil.decoding;

/// Keeps the longest path whose every token is the arg-max after its parent; the bonus token is the
/// arg-max after the last kept node. Lossless for greedy decoding (Stern et al. 2018, section 3).
public final class GreedyAcceptance implements Acceptance {
  public GreedyAcceptance() {}

  @Override
  public void decide(Sequence sequence, int firstRow, StepOutput output, Decision decision) {
    TokenTree tree = sequence.tree();
    decision.begin();
    int node = 0;
    while (true) {
      int best = output.argmax(firstRow + node);
      int next = best < 0 ? -1 : tree.child(node, best);
      if (next < 0) {
        decision.bonus(best);
        return;
      }
      decision.accept(next);
      node = next;
    }
  }
}
