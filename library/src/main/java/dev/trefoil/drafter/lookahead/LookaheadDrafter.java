package dev.trefoil.drafter.lookahead;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.ExtraRows;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import java.util.List;

/// Lookahead decoding (Fu et al. 2024): rows of a window ride along in every step and yield
/// n-grams; those that begin with the root are proposed as branches of the tree.
///
/// Where a step has fewer rows than the window needs, the window has fewer positions. Its guesses
/// are greedy also for sampled requests.
public final class LookaheadDrafter implements Drafter {
  /// Seed of the first window where nobody cares.
  public static final long DEFAULT_SEED = 10;

  private final LookaheadConfig config;
  private final InitialWindow initialWindow;
  private final GuessBranches branches;

  /// @param seed of the first window, whose tokens are drawn from the prompt
  public LookaheadDrafter(LookaheadConfig config, long seed) {
    this(config, InitialWindow.drawnFromPrompt(seed));
  }

  LookaheadDrafter(LookaheadConfig config, InitialWindow initialWindow) {
    this.config = config;
    this.initialWindow = initialWindow;
    this.branches = new GuessBranches(config.guesses());
  }

  @Override
  public String name() {
    return "lookahead";
  }

  @Override
  public void propose(List<Sequence> batch) {
    for (Sequence sequence : batch) {
      LookaheadState state = state(sequence);
      // where nothing may be proposed now, what the window would find is not worth its rows
      boolean worthwhile = sequence.tree().fits(0);
      branches.grow(sequence.tree(), state.pool(), config.guessTokens());
      ExtraRows rows = sequence.extraRows();
      if (worthwhile && state.window().resize(rows.room(), config.window())) {
        state.window().layOut(rows);
      }
    }
  }

  @Override
  public void observe(List<Sequence> batch, StepOutput output) {
    for (int s = 0; s < batch.size(); s++) {
      Sequence sequence = batch.get(s);
      if (sequence.extraRows().size() > 0) {
        LookaheadState state = state(sequence);
        int root = sequence.tree().token(0);
        state.window().advance(root, output, output.firstExtraRow(s), state.pool());
      }
    }
  }

  private LookaheadState state(Sequence sequence) {
    if (sequence.draftState() instanceof LookaheadState state) {
      return state;
    }
    int count = Window.initialTokens(config.ngram(), config.window());
    int[] initial = initialWindow.tokens(sequence, count);
    LookaheadState state =
        new LookaheadState(
            new Window(config.ngram(), config.window(), initial),
            new NgramPool(config.ngram() - 1, config.guesses()));
    sequence.draftState(state);
    return state;
  }
}
