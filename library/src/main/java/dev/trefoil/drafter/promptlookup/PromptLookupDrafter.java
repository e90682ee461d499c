package dev.trefoil.drafter.promptlookup;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.TokenTree;
import java.util.List;

/// Proposes as a chain what followed the last tokens where they stood before.
public final class PromptLookupDrafter implements Drafter {
  private final PromptLookupConfig config;

  public PromptLookupDrafter(PromptLookupConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "pld";
  }

  @Override
  public void propose(List<Sequence> batch) {
    for (Sequence sequence : batch) {
      propose(sequence);
    }
  }

  private void propose(Sequence sequence) {
    TokenTree tree = sequence.tree();
    NgramIndex index = index(sequence);
    index.read(sequence.tokens(), sequence.length());
    int start = index.find(sequence.tokens(), sequence.length(), config.draftTokens());
    if (start < 0) {
      if (config.noMatchToken().isPresent() && tree.fits(0)) {
        tree.add(0, config.noMatchToken().getAsInt());
      }
      return;
    }
    tree.evidence(index.matched());
    int node = 0;
    for (int i = 0; i < config.draftTokens() && tree.fits(node); i++) {
      node = tree.add(node, sequence.token(start + i));
    }
  }

  private NgramIndex index(Sequence sequence) {
    if (sequence.draftState() instanceof NgramIndex index) {
      return index;
    }
    NgramIndex index = new NgramIndex(config.maxNgram());
    sequence.draftState(index);
    return index;
  }
}
