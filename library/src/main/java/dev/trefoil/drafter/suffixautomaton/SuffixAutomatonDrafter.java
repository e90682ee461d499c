package dev.trefoil.drafter.suffixautomaton;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.TokenTree;
import java.util.List;

/// Proposes as a chain what followed the first occurrence of the longest suffix that was there
/// before; the longer the match, the longer the chain (SAM-Decoding, Hu et al. 2024, section 3.2).
///
/// Deviations from the published implementation: the root counts as known text, so a continuation
/// may reach it, and a continuation that is too short is proposed as it is, not padded with token
/// 0.
public final class SuffixAutomatonDrafter implements Drafter {
  private final SuffixAutomatonConfig config;

  public SuffixAutomatonDrafter(SuffixAutomatonConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "sam";
  }

  @Override
  public void propose(List<Sequence> batch) {
    for (Sequence sequence : batch) {
      propose(sequence);
    }
  }

  private void propose(Sequence sequence) {
    SuffixMatch match = match(sequence);
    match.read(sequence.tokens(), sequence.length());
    TokenTree tree = sequence.tree();
    // what does not fit the tree need not be there to be proposed
    int room = Math.min(tree.room() - 1, tree.maxDepth());
    int draftTokens = Math.min(config.draftTokens(match.length()), room);
    if (draftTokens == 0) {
      return;
    }
    tree.evidence(match.length());
    switch (config.shortContinuation()) {
      case CLIMB -> copy(sequence, match.continuation(draftTokens), draftTokens);
      case REPEAT -> copyRepeating(sequence, match.continuation(1), draftTokens);
    }
  }

  /// Proposes the tokens from `start` on, as many as there are.
  private static void copy(Sequence sequence, int start, int draftTokens) {
    copyRepeating(sequence, start, Math.min(draftTokens, sequence.length() - start));
  }

  /// Proposes the tokens from `start` on; after the last one it begins again.
  private static void copyRepeating(Sequence sequence, int start, int draftTokens) {
    TokenTree tree = sequence.tree();
    int period = sequence.length() - start;
    int node = 0;
    for (int i = 0; i < draftTokens; i++) {
      node = tree.add(node, sequence.token(start + i % period));
    }
  }

  private static SuffixMatch match(Sequence sequence) {
    if (sequence.draftState() instanceof SuffixMatch match) {
      return match;
    }
    SuffixMatch match = new SuffixMatch();
    sequence.draftState(match);
    return match;
  }
}
