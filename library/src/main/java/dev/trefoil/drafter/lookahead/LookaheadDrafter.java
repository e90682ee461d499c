package dev.trefoil.drafter.lookahead;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lookahead decoding (Fu et al. 2024): rows of a window ride along in every step and yield
/// n-grams; those that begin with the root are proposed as branches of the tree.
///
/// A budget with fewer rows than the window needs gets a smaller window. Window guesses are greedy
/// also for sampled requests.
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
      branches.grow(sequence.tree(), state.pool(), config.guessTokens());
      Window window = state.window();
      // before the last token no n-gram is of use any more
      if (window != null
          && sequence.remaining() > 1
          && window.rows() <= sequence.extraRows().room()) {
        window.layOut(sequence.extraRows());
      }
    }
  }

  @Override
  public void observe(List<Sequence> batch, StepOutput output) {
    for (int s = 0; s < batch.size(); s++) {
      Sequence sequence = batch.get(s);
      LookaheadState state = state(sequence);
      Window window = state.window();
      if (window != null && sequence.extraRows().size() > 0) {
        int root = sequence.tree().token(0);
        window.advance(root, output, output.firstExtraRow(s), state.pool());
      }
    }
  }

  private LookaheadState state(Sequence sequence) {
    if (sequence.draftState() instanceof LookaheadState state) {
      return state;
    }
    NgramPool pool = new NgramPool(config.ngram() - 1, config.guesses());
    LookaheadState state = new LookaheadState(window(sequence), pool);
    sequence.draftState(state);
    return state;
  }

  private @Nullable Window window(Sequence sequence) {
    int positions = config.windowWithin(sequence.extraRows().room());
    if (positions == 0) {
      return null;
    }
    int count = Window.initialTokens(config.ngram(), positions);
    return new Window(config.ngram(), positions, initialWindow.tokens(sequence, count));
  }
}
