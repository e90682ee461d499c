package dev.trefoil.training.recipe;

import dev.trefoil.compute.Matrix;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.training.draft.DraftBatch;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A draft's heads under teacher forcing: one pass over whole conversations of true tokens gives
/// what every head would guess at every position.
///
/// Law: head `h` at row `t` sees no token after row `t + distance(h) - 1`.
interface ForcedHeads {
  /// What to call the heads in names of losses, the nearest first, such as `1`.
  List<String> names();

  /// How many rows after a row the token stands that a head guesses.
  int distance(int head);

  /// Whether the heads are exits of one model, which guess the same token.
  default boolean areExits() {
    return false;
  }

  /// What the pass wants to see of the target beside the input of its head.
  FeatureTaps taps();

  /// Names of heads that only their order tells apart: `1`, `2` and so on.
  static List<String> counted(int heads) {
    return IntStream.rangeClosed(1, heads).mapToObj(Integer::toString).toList();
  }

  /// Runs all heads, in order.
  ///
  /// @param features of the target; kept
  /// @param noise of the step, null in a validation
  void run(
      DraftBatch batch, ForwardOutput features, @Nullable RandomGenerator noise, Guesses guesses);

  /// Takes the logits of a head, `[rows, vocabulary]`, valid until the next step begins.
  interface Guesses {
    void show(int head, Matrix logits);
  }
}
