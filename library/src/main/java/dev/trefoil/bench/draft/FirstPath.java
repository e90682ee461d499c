package dev.trefoil.bench.draft;

import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.Decision;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TokenTree;

/// Accepts the first proposals whatever the target says: with random weights it would accept none,
/// and then the drafter had less to read than in earnest. No way to decode.
///
/// @param proposals how many of the path of first children stand
record FirstPath(int proposals) implements Acceptance {
  @Override
  public void decide(Sequence sequence, int firstRow, StepOutput output, Decision decision) {
    TokenTree tree = sequence.tree();
    decision.begin();
    int node = 0;
    for (int i = 0; i < proposals && tree.firstChild(node) > 0; i++) {
      node = tree.firstChild(node);
      decision.accept(node);
    }
    decision.bonus(output.argmax(firstRow + node));
  }
}
