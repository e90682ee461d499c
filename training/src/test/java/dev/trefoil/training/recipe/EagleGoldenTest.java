package dev.trefoil.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.drafter.eagle.EagleDraftConfig;
import dev.trefoil.drafter.eagle.EagleLoader;
import dev.trefoil.drafter.eagle.EagleNetwork;
import dev.trefoil.drafter.eagle.EagleVersion;
import dev.trefoil.torch.RowTargets;
import dev.trefoil.torch.TorchBackend;
import dev.trefoil.training.draft.DraftBatch;
import dev.trefoil.training.draft.DraftPass;
import dev.trefoil.training.draft.FrozenTarget;
import dev.trefoil.training.draft.LossTerm;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The recorded batch of EAGLE-1: losses, gradients, two updates. Its true states are no
/// continuation of its inputs, so they come in by themselves.
class EagleGoldenTest {
  private static final double EPSILON = 1e-5;

  private final TrainingCase recorded = new TrainingCase("eagle1");
  private FrozenTarget target;
  private EagleNetwork network;
  private EagleDraft draft;
  private DraftBatch batch;
  private int[] lengths;

  @BeforeEach
  void open() {
    EagleDraftConfig config = EagleDraftConfig.read(recorded.file("config.json"));
    ModelConfig layer = config.layer();
    try (Checkpoint initial = Checkpoint.open(recorded.file("model.safetensors"))) {
      HostTensor embedding = Objects.requireNonNull(initial.find("embed_tokens.weight"));
      target = HeadOnlyTarget.open(layer, recorded.tensor("lm_head.weight"), embedding);
      network = EagleLoader.load(config, initial, target.target(), EagleVersion.EAGLE1);
    }
    target.backend().parameters().stream()
        .filter(parameter -> parameter.name().equals("embed_tokens.weight"))
        .forEach(parameter -> parameter.freeze());
    draft = new EagleDraft(EagleSettings.DEFAULT, target, network);
    HostTensor following = recorded.tensor("batch.input_ids");
    HostTensor mask = recorded.tensor("batch.loss_mask");
    int length = mask.columns();
    lengths = new int[] {length, length};
    batch =
        TrainingCase.batch(
            lengths,
            (text, token) -> token == 0 ? 0 : (int) following.getLong(text * length + token - 1),
            (text, token) -> mask.getLong(text * length + token) != 0);
  }

  @AfterEach
  void close() {
    target.backend().close();
    recorded.close();
  }

  private DraftPass pass() {
    TorchBackend backend = target.backend();
    int columns = target.target().config().hiddenSize();
    Matrix hidden =
        backend.upload(recorded.rows("batch.hidden_states", lengths), batch.rows(), columns);
    Matrix truth = backend.upload(recorded.rows("batch.target", lengths), batch.rows(), columns);
    Matrix probabilities = backend.softmax(target.target().network().logits(truth));
    Matrix predicted = network.forward(hidden, batch.following(1), batch.layout());
    RowTargets share = share();
    return new DraftPass(
        draft.terms(predicted, network.logits(predicted), truth, share, probabilities, share),
        List.of());
  }

  /// Each counted row against the row of its own number.
  private RowTargets share() {
    int[] rows = new int[batch.rows()];
    float[] weights = new float[rows.length];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = batch.trained()[row] ? row : -1;
      weights[row] = 1;
    }
    RowTargets counted = new RowTargets(rows, weights);
    return counted.scaled(1 / (counted.weight() + EPSILON));
  }

  @Test
  void lossesGradientsAndTwoUpdatesAreTheRecordedOnes() {
    recorded.check(target.backend(), this::pass, 1);
  }

  @Test
  void bothTermsAreTheRecordedOnes() {
    target.backend().beginStep();
    for (LossTerm term : pass().terms()) {
      double expected = recorded.settings().get("steps").get(0).get(term.name()).asDouble();
      assertThat(term.loss().value()).as(term.name()).isCloseTo(expected, within(1e-5 * expected));
    }
  }
}
