package dev.trefoil.decoding;

import dev.trefoil.decoding.sampling.TokenDistribution;

/// Chooses a draft's next token of a chain as [ChildChoice#DRAWN] says, and for greedy requests the
/// likeliest after their penalties: with the request's processors, its history along the chain, and
/// its draft random numbers, of which one is spent.
///
/// Scratch memory of one drafter, used by the decoding thread.
public final class ChainDraw {
  private final TokenDistribution distribution;

  /// @param vocabulary of the target
  @SuppressWarnings("MissingSummary") // the parameter says all
  public ChainDraw(int vocabulary) {
    this.distribution = new TokenDistribution(vocabulary);
  }

  /// The token after the last node of the sequence's tree, which is a chain; -1, and a tree that
  /// failed, when the logits are not numbers. Tells the tree of a draw: add the token, whatever
  /// comes.
  ///
  /// @param logits of the draft after that node, `[target vocabulary]`
  /// @param drawn keeps what the token was drawn from
  public int choose(Sequence sequence, float[] logits, DrawnDistributions drawn) {
    SequenceSampling sampling = sequence.sampling();
    TokenTree tree = sequence.tree();
    int last = tree.size() - 1;
    sampling.pushPath(tree, last);
    boolean numbers;
    try {
      numbers = distribution.set(logits, sampling.options(), sampling.history());
    } finally { // acceptance has the same history
      sampling.popPath(tree, last);
    }
    if (!numbers) {
      tree.fail();
      return -1;
    }
    int token = distribution.draw(sampling.draftRandom());
    if (!sampling.options().isGreedy()) {
      tree.childrenDrawnFrom(last, drawn.keep(tree.depth(last), distribution));
    }
    return token;
  }
}
