package dev.trefoil.decoding;

import dev.trefoil.decoding.sampling.TokenDistribution;

/// Chooses a draft's next token of a chain as the request would: with its processors, its history
/// along the chain, and for sampled requests its draft random numbers, of which one is spent.
///
/// Scratch memory of one drafter, used by the decoding thread.
public final class ChainDraw {
  private final TokenDistribution distribution;

  /// @param vocabulary of the target
  @SuppressWarnings("MissingSummary") // the parameter says all
  public ChainDraw(int vocabulary) {
    this.distribution = new TokenDistribution(vocabulary);
  }

  /// The token after the last node of the sequence's tree, which is a chain; -1 when the logits are
  /// not numbers. Tells the tree of a draw: add the token, whatever comes.
  ///
  /// @param logits of the draft after that node, `[target vocabulary]`
  /// @param drawn keeps what the token was drawn from
  public int choose(Sequence sequence, float[] logits, DrawnDistributions drawn) {
    SequenceSampling sampling = sequence.sampling();
    TokenTree tree = sequence.tree();
    for (int node = 1; node < tree.size(); node++) {
      sampling.push(tree.token(node)); // a chain: every node is on the path
    }
    boolean numbers = distribution.set(logits, sampling.options(), sampling.history());
    for (int node = tree.size() - 1; node > 0; node--) {
      sampling.pop(tree.token(node));
    }
    if (!numbers) {
      return -1;
    }
    int token = distribution.draw(sampling.draftRandom());
    if (!sampling.options().isGreedy()) {
      int last = tree.size() - 1;
      tree.childrenDrawnFrom(last, drawn.keep(tree.depth(last), distribution));
    }
    return token;
  }
}
