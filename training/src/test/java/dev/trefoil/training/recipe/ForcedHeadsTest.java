package dev.trefoil.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.compute.HeadGate;
import dev.trefoil.training.draft.DraftBatch;
import dev.trefoil.training.draft.DraftRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Teacher forcing tells a head exactly the tokens that it will know when it drafts: the path
/// before the one that it guesses, and never the answer.
class ForcedHeadsTest {
  private static final int CHANGED = 9;

  @TempDir private Path directory;

  /// A recipe, and how many rows behind its own the last token is that head 0 is told, -1 for none;
  /// each further head is told one more, except exits of one model.
  static Stream<Arguments> recipes() {
    return Stream.of(
        Arguments.of(new MedusaRecipe(3, 1, true, 1), -1),
        Arguments.of(new HydraRecipe(3, 2, true, true, 0, 1, 0, 1), 1),
        Arguments.of(new HydraRecipe(3, 1, false, true, 0, 1, 0, 1), 1),
        Arguments.of(new CloverRecipe(3, HeadGate.Similarity.COSINE, true, 1, 0, 1), 1),
        Arguments.of(new SortedRecipe(2, List.of(1, 2), true), 0));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aHeadKnowsThePathBeforeItsGuessAndNothingAfterIt(DraftRecipe recipe, int known)
      throws IOException {
    try (TalkingTarget talking = new TalkingTarget(directory, 3);
        TinyTraining training = TinyTraining.ofRandomWeights(talking, recipe)) {
      DraftBatch batch = talking.batch(2, 1);
      int[] ids = batch.ids().clone();
      ids[CHANGED] = (ids[CHANGED] + 1) % TalkingTarget.VOCABULARY;
      DraftBatch other =
          new DraftBatch(ids, batch.trained(), batch.starts(), batch.conversations());
      List<float[][]> before = training.logits(batch, batch);
      List<float[][]> after = training.logits(other, batch);
      for (int head = 0; head < before.size(); head++) {
        int told = known < 1 ? known : known + head;
        for (int row = 0; row < batch.starts()[1]; row++) {
          boolean same = Arrays.equals(before.get(head)[row], after.get(head)[row]);
          boolean sees = known >= 0 && row + told >= CHANGED;
          boolean last = row + told == CHANGED;
          if (!sees) {
            assertThat(same).as("head %d, row %d", head, row).isTrue();
          } else if (last) {
            assertThat(same).as("head %d, row %d", head, row).isFalse();
          }
        }
        assertThat(after.get(head)[batch.starts()[1]])
            .as("the next conversation")
            .isEqualTo(before.get(head)[batch.starts()[1]]);
      }
    }
  }
}
