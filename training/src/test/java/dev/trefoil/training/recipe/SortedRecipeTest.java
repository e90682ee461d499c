package dev.trefoil.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.trefoil.training.draft.DraftBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SortedRecipeTest {
  private static final int STEPS = 120;

  @TempDir private Path directory;

  /// The claim of the method: sorted fine-tuning makes the shallow exit better than it is when the
  /// last one is trained alone, and costs the last one nothing that matters.
  @Test
  void sortedFineTuningHelpsTheShallowExitsAndLeavesTheLastAlone() throws IOException {
    try (TalkingTarget start = new TalkingTarget(directory, 4, 0.08)) {
      Map<String, Double> sorted = losses(start, true);
      Map<String, Double> supervised = losses(start, false);
      assertThat(loss(sorted, 2)).isLessThan(0.8 * loss(supervised, 2));
      assertThat(loss(sorted, 4)).isCloseTo(loss(supervised, 4), withinPercentage(5));
      assertThat(loss(sorted, 4)).isLessThan(2); // 3.6 before
    }
  }

  private static double loss(Map<String, Double> losses, int exit) {
    return losses.getOrDefault("cross_entropy_exit_" + exit, Double.NaN);
  }

  private static Map<String, Double> losses(TalkingTarget start, boolean sorted) {
    SortedRecipe recipe = new SortedRecipe(4, List.of(2, 3, 4), sorted);
    try (TinyTraining training = new TinyTraining(start, recipe)) {
      List<DraftBatch> batches = LongStream.range(0, STEPS).mapToObj(i -> text(i)).toList();
      training.train(batches, STEPS, 5e-3);
      return training.losses(text(1000));
    }
  }

  /// A language in which a token says what comes two places later, four out of five times.
  private static DraftBatch text(long seed) {
    int conversations = 8;
    int length = 32;
    SplittableRandom random = new SplittableRandom(seed);
    int[] ids = new int[conversations * length];
    int[] starts = new int[conversations + 1];
    for (int i = 0; i < ids.length; i++) {
      boolean free = i % length < 2 || random.nextInt(5) == 0;
      ids[i] =
          free
              ? random.nextInt(TalkingTarget.VOCABULARY)
              : (5 * ids[i - 2] + 2) % TalkingTarget.VOCABULARY;
    }
    Arrays.setAll(starts, i -> i * length);
    boolean[] trained = new boolean[ids.length];
    Arrays.fill(trained, true);
    return new DraftBatch(ids, trained, starts, new int[conversations]);
  }

  @Test
  void aDraftThatDoesNotFitTheTargetIsRefused() throws IOException {
    try (TalkingTarget start = new TalkingTarget(directory, 3)) {
      assertThatThrownBy(() -> new TinyTraining(start, new SortedRecipe(5, List.of(), true)))
          .hasMessageContaining("--layers 5")
          .hasMessageContaining("target has 3");
      assertThatThrownBy(() -> new TinyTraining(start, new SortedRecipe(3, List.of(1, 2), true)))
          .hasMessageContaining("--exits [1, 2]")
          .hasMessageContaining("last exit");
    }
  }
}
