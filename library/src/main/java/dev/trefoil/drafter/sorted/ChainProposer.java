package dev.trefoil.drafter.sorted;

import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.TokenTree;
import java.util.ArrayList;
import java.util.List;

/// Chains, one token of each sequence at a time, each token from the first exit that is confident
/// (S2D, adaptive draft selection). The draft is greedy, also when the request samples: the token
/// is then proposed without chance, and the target accepts it with the probability that it gives
/// it.
final class ChainProposer implements Proposer {
  private final ExitPass pass;
  private final ChainLength length;
  private final List<Sequence> drafting = new ArrayList<>();
  private final List<SortedState> states = new ArrayList<>();
  private double[] product = new double[8]; // of confidences, [drafting]

  ChainProposer(ExitPass pass, ChainLength length) {
    this.pass = pass;
    this.length = length;
  }

  @Override
  public void propose(List<Sequence> batch) {
    drafting.clear();
    states.clear();
    if (product.length < batch.size()) {
      product = new double[batch.size()];
    }
    for (int i = 0; i < batch.size(); i++) {
      drafting.add(batch.get(i));
      states.add(Proposer.state(batch.get(i)));
      product[i] = 1;
    }
    while (!drafting.isEmpty()) {
      for (int i = 0; i < states.size(); i++) {
        states.get(i).beginLevel(1, 1);
      }
      pass.runLevel(states, 1);
      extendAll();
    }
  }

  private void extendAll() {
    int left = 0;
    for (int i = 0; i < drafting.size(); i++) {
      Sequence sequence = drafting.get(i);
      SortedState state = states.get(i);
      product[left] = product[i] * state.confidences()[0];
      if (extend(sequence, state, product[left])) {
        drafting.set(left, sequence);
        states.set(left++, state);
      }
    }
    drafting.subList(left, drafting.size()).clear();
    states.subList(left, states.size()).clear();
  }

  /// Adds the next token of a chain; false when the chain is complete.
  private boolean extend(Sequence sequence, SortedState state, double likelihood) {
    int token = state.tokens()[0];
    if (token < 0) {
      return false; // logits that are not numbers
    }
    TokenTree tree = sequence.tree();
    int node = tree.add(tree.size() - 1, token);
    state.noteDepth();
    boolean complete =
        switch (length) {
          case ChainLength.Adaptive _ -> node >= state.chainLength();
          case ChainLength.Confident confident ->
              node >= confident.most() || likelihood < confident.leastProduct();
        };
    if (complete || !tree.fits(node) || sequence.stopsAt(token) || !state.reaches(sequence, node)) {
      return false;
    }
    state.kv().appendToChain(token);
    return true;
  }

  @Override
  public void observe(SortedState state, int drafted, int accepted) {
    if (length instanceof ChainLength.Adaptive adaptive) {
      state.chainLength(adaptive.next(state.chainLength(), drafted, accepted));
    }
  }
}
