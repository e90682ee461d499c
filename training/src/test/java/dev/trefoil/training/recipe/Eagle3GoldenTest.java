package dev.trefoil.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.drafter.eagle.EagleDraftConfig;
import dev.trefoil.drafter.eagle.EagleLoader;
import dev.trefoil.drafter.eagle.EagleNetwork;
import dev.trefoil.drafter.eagle.EagleVersion;
import dev.trefoil.torch.RowTargets;
import dev.trefoil.torch.TorchBackend;
import dev.trefoil.training.data.EncodedConversation;
import dev.trefoil.training.data.TokenCorpus;
import dev.trefoil.training.draft.DraftBatch;
import dev.trefoil.training.draft.DraftPass;
import dev.trefoil.training.draft.FrozenTarget;
import dev.trefoil.training.draft.LossTerm;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The recorded batch of EAGLE-3: losses of all passes, gradients, two updates; and the vocabulary
/// that follows from counting. Its rows are padded, and the row behind a text's end is held against
/// a uniform distribution, as the authors' code does.
class Eagle3GoldenTest {
  private final TrainingCase recorded = new TrainingCase("eagle3");
  private FrozenTarget target;
  private EagleNetwork network;
  private Eagle3Draft draft;
  private DraftBatch batch;
  private int length;
  private int[] tokens; // by column of the draft

  @BeforeEach
  void open() {
    EagleDraftConfig config = EagleDraftConfig.read(recorded.file("config.json"));
    try (Checkpoint initial = Checkpoint.open(recorded.file("model.safetensors"))) {
      HostTensor embedding = Objects.requireNonNull(initial.find("embed_tokens.weight"));
      target = HeadOnlyTarget.open(config.layer(), embedding, embedding);
      network = EagleLoader.load(config, initial, target.target(), EagleVersion.EAGLE3);
    }
    target.backend().parameters().stream()
        .filter(parameter -> parameter.name().equals("embed_tokens.weight"))
        .forEach(parameter -> parameter.freeze());
    draft = new Eagle3Draft(Eagle3Settings.DEFAULT, target, network);
    tokens = new int[network.vocabulary().size()];
    Arrays.setAll(tokens, network.vocabulary()::targetToken);
    HostTensor ids = recorded.tensor("batch.input_ids");
    HostTensor mask = recorded.tensor("batch.loss_mask");
    length = mask.columns();
    batch =
        TrainingCase.batch(
            new int[] {length, length},
            (text, token) -> (int) ids.getLong(text * length + token),
            (text, token) -> mask.getLong(text * length + token) != 0);
  }

  @AfterEach
  void close() {
    target.backend().close();
    recorded.close();
  }

  private DraftPass pass() {
    TorchBackend backend = target.backend();
    int hidden = target.target().config().hiddenSize();
    Matrix states = null;
    for (int i = 0; i < 3; i++) {
      float[] values = recorded.tensor("batch.feature" + i).toFloats();
      Matrix feature = backend.upload(values, batch.rows(), hidden);
      states = states == null ? feature : backend.concat(states, feature);
    }
    Matrix logits = backend.upload(restrictedLogits(), batch.rows() + 1, tokens.length);
    List<RowTargets> shares = new ArrayList<>();
    for (int step = 0; step < Eagle3Settings.DEFAULT.steps(); step++) {
      shares.add(share(step));
    }
    return draft.unroll(batch, Objects.requireNonNull(states), backend.softmax(logits), shares);
  }

  /// The target's logits of the draft's tokens, and a last row of zeros.
  private float[] restrictedLogits() {
    float[] logits = recorded.tensor("batch.target_logits").toFloats();
    int vocabulary = target.target().config().vocabularySize();
    float[] restricted = new float[(batch.rows() + 1) * tokens.length];
    for (int row = 0; row < batch.rows(); row++) {
      for (int column = 0; column < tokens.length; column++) {
        restricted[row * tokens.length + column] = logits[row * vocabulary + tokens[column]];
      }
    }
    return restricted;
  }

  private RowTargets share(int step) {
    Set<Integer> known = new HashSet<>();
    Arrays.stream(tokens).forEach(known::add);
    int[] rows = new int[batch.rows()];
    float[] weights = new float[rows.length];
    for (int row = 0; row < rows.length; row++) {
      int place = row % length;
      boolean inside = place + step + 1 < length;
      boolean counted = place + step < length && batch.trained()[row + step];
      int truth = inside ? row + step + 1 : batch.rows();
      rows[row] = counted && known.contains(inside ? choice(truth) : 0) ? truth : -1;
      weights[row] = 1f / rows.length;
    }
    return new RowTargets(rows, weights);
  }

  private int choice(int row) {
    float[] logits = recorded.tensor("batch.target_logits").toFloats();
    int vocabulary = target.target().config().vocabularySize();
    int best = 0;
    for (int token = 1; token < vocabulary; token++) {
      boolean better = logits[row * vocabulary + token] > logits[row * vocabulary + best];
      best = better ? token : best;
    }
    return best;
  }

  @Test
  void lossesGradientsAndTwoUpdatesAreTheRecordedOnes() {
    recorded.check(target.backend(), this::pass, 1);
  }

  @Test
  void theLossOfEveryPassIsTheRecordedOne() {
    JsonNode expected = recorded.settings().get("steps").get(0).get("per_step");
    target.backend().beginStep();
    List<LossTerm> terms = pass().terms();
    for (int step = 0; step < terms.size(); step++) {
      double value = expected.get(step).asDouble();
      assertThat(terms.get(step).loss().value())
          .as("pass %d", step)
          .isCloseTo(value, within(1e-5 * value));
    }
  }

  @Test
  void theVocabularyIsThatOfTheMostFrequentTokens() throws IOException {
    JsonNode mapping = new ObjectMapper().readTree(recorded.file("vocab_mapping.json").toFile());
    TokenCorpus.Builder corpus = new TokenCorpus.Builder();
    for (int text = 0; text < mapping.get("token_rows").size(); text++) {
      JsonNode row = mapping.get("token_rows").get(text);
      int[] ids = new int[row.size()];
      boolean[] trained = new boolean[row.size()];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = row.get(i).asInt();
        trained[i] = mapping.get("loss_masks").get(text).get(i).asInt() != 0;
      }
      corpus.add(new EncodedConversation(ids, trained));
    }
    FrequentTokens frequent =
        FrequentTokens.of(
            corpus.build(),
            mapping.get("vocab_size").asInt(),
            mapping.get("draft_vocab_size").asInt());
    for (int i = 0; i < mapping.get("d2t").size(); i++) {
      assertThat(frequent.toTarget().getLong(i)).isEqualTo(mapping.get("d2t").get(i).asLong());
    }
    for (int i = 0; i < mapping.get("t2d").size(); i++) {
      assertThat(frequent.known().data().get(ValueLayout.JAVA_BYTE, i) != 0)
          .isEqualTo(mapping.get("t2d").get(i).asBoolean());
    }
  }
}
