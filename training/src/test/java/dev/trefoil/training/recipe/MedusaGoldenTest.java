package dev.trefoil.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.training.draft.DraftBatch;
import dev.trefoil.training.draft.DraftPass;
import dev.trefoil.training.draft.FrozenTarget;
import dev.trefoil.training.draft.LossTerm;
import dev.trefoil.training.draft.TrainableDraft;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The recorded batch of Medusa-1: losses, gradients, two updates.
class MedusaGoldenTest {
  private final TrainingCase recorded = new TrainingCase("medusa1");
  private FrozenTarget target;
  private TrainableDraft draft;
  private DraftBatch batch;
  private int[] lengths;

  @BeforeEach
  void open() {
    try (Checkpoint initial = Checkpoint.open(recorded.file("medusa_lm_head.safetensors"))) {
      HostTensor head = Objects.requireNonNull(initial.find("0.1.weight")); // of the right shape
      ModelConfig config =
          ModelConfig.llama(
              head.columns(), 1, 2, 2, 2 * head.columns(), head.rows(), 64, false, List.of());
      target = HeadOnlyTarget.open(config, head, head);
      draft = MedusaRecipe.DEFAULT.open(target, initial);
    }
    HostTensor labels = recorded.tensor("batch.labels");
    int length = labels.columns();
    lengths = new int[] {length, length};
    batch =
        TrainingCase.batch(
            lengths,
            (text, token) -> (int) Math.max(0, labels.getLong(text * length + token)),
            (text, token) -> labels.getLong(text * length + token) >= 0);
  }

  @AfterEach
  void close() {
    target.backend().close();
    recorded.close();
  }

  private DraftPass pass() {
    float[] hidden = recorded.rows("batch.hidden", lengths);
    int columns = target.target().config().hiddenSize();
    return draft.pass(
        batch,
        new ForwardOutput(target.backend().upload(hidden, batch.rows(), columns), List.of()),
        null);
  }

  @Test
  void lossesGradientsAndTwoUpdatesAreTheRecordedOnes() {
    recorded.check(target.backend(), this::pass, 1);
  }

  @Test
  void everyHeadLosesWhatIsRecorded() {
    JsonNode losses = recorded.settings().get("steps").get(0).get("per_head");
    target.backend().beginStep();
    List<LossTerm> terms = pass().terms();
    assertThat(terms).hasSize(losses.size());
    for (int head = 0; head < losses.size(); head++) {
      double expected = losses.get(head).asDouble();
      assertThat(terms.get(head).name()).isEqualTo("cross_entropy_" + (head + 1));
      assertThat(terms.get(head).loss().value()).isCloseTo(expected, within(1e-5 * expected));
    }
  }
}
