package dev.trefoil.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.torch.TorchBackend;
import dev.trefoil.torch.TorchParameter;
import dev.trefoil.training.draft.DraftBatch;
import dev.trefoil.training.draft.DraftPass;
import dev.trefoil.training.draft.FrozenTarget;
import dev.trefoil.training.draft.LossTerm;
import dev.trefoil.training.draft.TrainableDraft;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The recorded batch of Clover-2: losses, gradients, two updates.
class Clover2GoldenTest {
  private static final Set<String> FROZEN = Set.of("lm_head.weight", "clover_embed_tokens.weight");

  private final TrainingCase recorded = new TrainingCase("clover2");
  private FrozenTarget target;
  private TrainableDraft draft;
  private DraftBatch batch;
  private int[] lengths;

  @BeforeEach
  void open() {
    ModelConfig config = ModelConfigReader.read(recorded.file("config.json"));
    try (Checkpoint initial = Checkpoint.open(recorded.file("model.safetensors"))) {
      HostTensor head = Objects.requireNonNull(initial.find("lm_head.weight"));
      target = HeadOnlyTarget.open(config, head, head);
      draft = new Clover2Recipe(Clover2Settings.DEFAULT).open(target, initial);
    }
    for (TorchParameter parameter : target.backend().parameters()) {
      if (FROZEN.contains(parameter.name())) {
        parameter.freeze();
      }
    }
    lengths =
        new int[] {
          recorded.tensor("sample0.input_ids").rows(), recorded.tensor("sample1.input_ids").rows()
        };
    batch = TrainingCase.batch(lengths, this::id, this::trained);
  }

  private int id(int text, int token) {
    return (int) recorded.tensor("sample" + text + ".input_ids").getLong(token);
  }

  private boolean trained(int text, int token) {
    return recorded.tensor("sample" + text + ".loss_mask").getLong(token) != 0;
  }

  @AfterEach
  void close() {
    target.backend().close();
    recorded.close();
  }

  private DraftPass pass() {
    TorchBackend backend = target.backend();
    int columns = target.target().config().hiddenSize();
    float[] normed = recorded.rows("batch.hidden_states", lengths);
    float[] raw = recorded.rows("batch.hidden_states_onnorm", lengths);
    Matrix finalNorm = backend.upload(normed, batch.rows(), columns);
    Matrix last = backend.upload(raw, batch.rows(), columns);
    return draft.pass(batch, new ForwardOutput(finalNorm, List.of(last)), null);
  }

  @Test
  void lossesGradientsAndTwoUpdatesAreTheRecordedOnes() {
    recorded.check(target.backend(), this::pass, 1);
  }

  @Test
  void everyTermIsTheRecordedOne() {
    JsonNode step = recorded.settings().get("steps").get(0);
    target.backend().beginStep();
    for (LossTerm term : pass().terms()) {
      int split = term.name().lastIndexOf('_');
      int head = Integer.parseInt(term.name().substring(split + 1)) - 1;
      double expected = step.get(term.name().substring(0, split)).get(head).asDouble();
      assertThat(term.loss().value()).as(term.name()).isCloseTo(expected, within(1e-5 * expected));
    }
  }
}
