package dev.trefoil.drafter.rest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.checkpoint.CheckpointException;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.DrafterContract;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.NoDrafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.acceptance.LosslessAcceptance;
import dev.trefoil.model.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestDrafterTest extends DrafterContract {
  @TempDir Path folder;

  RestConfig config() {
    return RestConfig.DEFAULT;
  }

  @Override
  protected Drafter newDrafter(Target target) {
    Path file = folder.resolve("text.rest");
    DatastoreWriter.write(
        file,
        "f",
        VOCABULARY,
        300,
        writer -> {
          SplittableRandom random = new SplittableRandom(2);
          for (int i = 0; i < 6; i++) {
            int[] answer = answer(target, random.ints(1 + 7L * i, 0, VOCABULARY).toArray());
            writer.append(answer, answer.length);
            writer.append(random.ints(100, 0, VOCABULARY).toArray(), 100);
          }
        });
    return RestDrafter.open(file, "f", VOCABULARY, config());
  }

  private static int[] answer(Target target, int[] prompt) {
    DecodeLoop loop =
        new DecodeLoop(
            target,
            new NoDrafter(),
            new LosslessAcceptance(target.backend(), VOCABULARY),
            new TreeBudget(1, 0),
            StepListener.NONE);
    try (Sequence sequence = loop.open(prompt, new Limits(90, Set.of()))) {
      while (!sequence.isFinished()) {
        loop.step(List.of(sequence));
      }
      return sequence.generated();
    }
  }

  @Override
  protected TreeBudget budget() {
    return new TreeBudget(1 + config().choices(), config().continuationTokens());
  }

  @Test
  void aDatastoreOfAnotherTokenizerIsRefused() {
    Path file = folder.resolve("other.rest");
    DatastoreWriter.write(file, "f", 9, 300, writer -> writer.append(new int[] {1, 2}, 2));
    assertThatThrownBy(() -> RestDrafter.open(file, "g", 9, config()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("another tokenizer");
  }
}
