package dev.trefoil.drafter.sorted;

import dev.trefoil.decoding.ChainDraw;
import dev.trefoil.decoding.ChildChoice;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.List;

/// Chains, one token of each sequence at a time, each token from the first exit that is confident
/// (S2D, adaptive draft selection), chosen as [ChildChoice] says. Exit and length follow from the
/// text before a token alone, so that a token that was drawn is never dropped.
final class ChainProposer implements Proposer {
  private final ExitPass pass;
  private final ChainLength length;
  private final ChildChoice choice;
  private final int vocabulary;
  private final ChainDraw draw;
  private final List<Sequence> drafting = new ArrayList<>();
  private final List<SortedState> states = new ArrayList<>();
  private double[] product = new double[8]; // of confidences, [drafting]

  /// @param vocabulary of draft and target
  @SuppressWarnings("MissingSummary") // the parameter says all
  ChainProposer(ExitPass pass, DraftShape.Chain shape, int vocabulary) {
    this.pass = pass;
    this.length = shape.length();
    this.choice = shape.choice();
    this.vocabulary = vocabulary;
    this.draw = new ChainDraw(vocabulary);
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
        SortedState state = states.get(i);
        state.level().begin(state.kv(), 1, 1, draws(drafting.get(i)));
      }
      pass.runLevel(states, 1);
      extendAll();
    }
  }

  private boolean draws(Sequence sequence) {
    SamplingOptions options = sequence.sampling().options();
    return choice == ChildChoice.DRAWN && !(options.isGreedy() && !options.reweighs());
  }

  private void extendAll() {
    int left = 0;
    for (int i = 0; i < drafting.size(); i++) {
      Sequence sequence = drafting.get(i);
      SortedState state = states.get(i);
      product[left] = product[i] * state.level().confidences()[0];
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
    int token = choose(sequence, state);
    TokenTree tree = sequence.tree();
    if (token < 0) {
      tree.fail();
      return false;
    }
    state.noteExit(tree.size() - 1, state.level().exit());
    int node = tree.add(tree.size() - 1, token, likelihood);
    boolean complete =
        switch (length) {
          case ChainLength.Adaptive _ -> node >= state.chainLength();
          case ChainLength.Confident confident ->
              node >= confident.most() || likelihood < confident.leastProduct();
        };
    if (complete
        || !tree.isWorthALevel(likelihood)
        || !tree.fits(node)
        || sequence.stopsAt(token)
        || !state.reaches(sequence, node)) {
      return false;
    }
    state.kv().appendToChain(token);
    return true;
  }

  private int choose(Sequence sequence, SortedState state) {
    return draws(sequence)
        ? draw.choose(sequence, state.level().logits(vocabulary), state.drawn())
        : state.level().tokens()[0];
  }

  @Override
  public void observe(SortedState state, int drafted, int accepted) {
    if (length instanceof ChainLength.Adaptive adaptive) {
      state.chainLength(adaptive.next(state.chainLength(), drafted, accepted));
    }
  }
}
