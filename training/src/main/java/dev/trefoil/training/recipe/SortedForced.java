package dev.trefoil.training.recipe;

import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Llama;
import dev.trefoil.training.draft.DraftBatch;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The exits of a sorted draft in training (Kavehzadeh et al. 2024): exit `n` guesses the next
/// token by the shared head over the shared final norm of the output of layer `n`. All exits come
/// from one pass; the target's states are not used.
///
/// @param exits numbers of layers, ascending
record SortedForced(Llama network, List<Integer> exits) implements ForcedHeads {
  SortedForced {
    exits = List.copyOf(exits);
  }

  @Override
  public List<String> names() {
    return exits.stream().map(exit -> "exit_" + exit).toList();
  }

  @Override
  public int distance(int head) {
    return 1;
  }

  @Override
  public boolean areExits() {
    return true;
  }

  @Override
  public FeatureTaps taps() {
    return FeatureTaps.NONE;
  }

  @Override
  public void run(
      DraftBatch batch, ForwardOutput features, @Nullable RandomGenerator noise, Guesses guesses) {
    RowLayout layout = batch.layout();
    Matrix x = network.embed(batch.ids(), batch.rows());
    int done = 0;
    for (int exit = 0; exit < exits.size(); exit++) {
      x = network.runLayers(x, done, exits.get(exit), layout);
      done = exits.get(exit);
      guesses.show(exit, network.logits(network.normalise(x)));
    }
  }
}
