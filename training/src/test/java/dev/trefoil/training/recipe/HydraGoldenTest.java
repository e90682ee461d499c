package dev.trefoil.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.RopeScaling;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.torch.TorchParameter;
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

/// The recorded batch of Hydra++: losses, gradients, two updates.
class HydraGoldenTest {
  private final TrainingCase recorded = new TrainingCase("hydra");
  private FrozenTarget target;
  private DraftBatch batch;
  private int[] lengths;

  @BeforeEach
  void open() {
    HostTensor head = recorded.tensor("batch.base_lm_head");
    try (Checkpoint initial = Checkpoint.open(recorded.file("hydra_lm_head.safetensors"))) {
      HostTensor embedding = Objects.requireNonNull(initial.find("input_embed_fn.weight"));
      ModelConfig config = config(head.columns(), head.rows());
      target = HeadOnlyTarget.open(config, head, embedding);
    }
    HostTensor ids = recorded.tensor("batch.input_ids");
    HostTensor labels = recorded.tensor("batch.labels");
    int length = labels.columns();
    lengths = new int[] {length, length};
    batch =
        TrainingCase.batch(
            lengths,
            (text, token) -> (int) ids.getLong(text * length + token),
            (text, token) -> labels.getLong(text * length + token) >= 0);
  }

  /// Two heads and an epsilon of 1e-6, as recorded.
  private static ModelConfig config(int hidden, int vocabulary) {
    return new ModelConfig(
        "llama",
        hidden,
        1,
        2,
        2,
        hidden / 2,
        2 * hidden,
        vocabulary,
        64,
        1e-6f,
        10000f,
        new RopeScaling.None(),
        false,
        false,
        false,
        false,
        false,
        false,
        false,
        List.of());
  }

  @AfterEach
  void close() {
    target.backend().close();
    recorded.close();
  }

  private TrainableDraft draft(double labels, double teacher) {
    try (Checkpoint initial = Checkpoint.open(recorded.file("hydra_lm_head.safetensors"))) {
      TrainableDraft draft =
          new HydraRecipe(4, 4, true, true, 0, labels, teacher, 1).open(target, initial);
      for (TorchParameter parameter : target.backend().parameters()) {
        if (parameter.name().equals("input_embed_fn.weight")) {
          parameter.freeze();
        }
      }
      return draft;
    }
  }

  private DraftPass pass(TrainableDraft draft) {
    float[] hidden = recorded.rows("batch.hidden", lengths);
    int columns = target.target().config().hiddenSize();
    return draft.pass(
        batch,
        new ForwardOutput(target.backend().upload(hidden, batch.rows(), columns), List.of()),
        null);
  }

  @Test
  void lossesGradientsAndTwoUpdatesAreTheRecordedOnes() {
    TrainableDraft draft = draft(0, 1);
    recorded.check(target.backend(), () -> pass(draft), 1);
  }

  @Test
  void everyHeadLosesTheTeacherAndTheTextAsRecorded() {
    JsonNode step = recorded.settings().get("steps").get(0);
    target.backend().beginStep();
    List<LossTerm> terms = pass(draft(1, 1)).terms();
    for (int head = 0; head < 4; head++) {
      compare(
          terms.get(2 * head), "cross_entropy_" + (head + 1), step.get("per_head_lm").get(head));
      compare(
          terms.get(2 * head + 1), "teacher_" + (head + 1), step.get("per_head_teacher").get(head));
    }
  }

  private static void compare(LossTerm term, String name, JsonNode recorded) {
    double expected = recorded.asDouble();
    assertThat(term.name()).isEqualTo(name);
    assertThat(term.loss().value()).isCloseTo(expected, within(1e-5 * expected));
  }
}
