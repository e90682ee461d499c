package dev.trefoil.training.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Precision;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.model.Llama;
import dev.trefoil.model.LlamaTensors;
import dev.trefoil.model.Target;
import dev.trefoil.torch.RowTargets;
import dev.trefoil.torch.TorchBackend;
import dev.trefoil.torch.TorchDevice;
import dev.trefoil.torch.TorchLoss;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Texts of one conversation over eight tokens, of which the target says what `choices` has: its
/// head is the identity.
class DraftMetricsTest {
  private static final int TOKENS = 8;

  private final TorchBackend backend = TorchBackend.open(TorchDevice.CPU, Precision.F32, false);
  private final FrozenTarget target = target();

  @AfterEach
  void close() {
    backend.close();
  }

  private FrozenTarget target() {
    ModelConfig config = ModelConfig.llama(TOKENS, 1, 2, 2, TOKENS, TOKENS, 64, false, List.of());
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    LlamaTensors.manifest(config)
        .expected()
        .forEach((name, shape) -> tensors.put(name, InitialValues.constant(1, shape)));
    float[] identity = new float[TOKENS * TOKENS];
    for (int i = 0; i < TOKENS; i++) {
      identity[i * TOKENS + i] = 1;
    }
    tensors.put("lm_head.weight", HostTensor.of(identity, TOKENS, TOKENS));
    MapTensors weights = new MapTensors(tensors, "identity");
    return new FrozenTarget(
        backend, new Target("identity", new Llama(config, backend, weights, 64)), weights);
  }

  private Matrix oneHot(int... columns) {
    float[] values = new float[columns.length * TOKENS];
    for (int row = 0; row < columns.length; row++) {
      values[row * TOKENS + columns[row]] = 1;
    }
    return backend.upload(values, columns.length, TOKENS);
  }

  private SequencedMap<String, Double> values(
      int[] text, int[] choices, boolean exits, HeadGuess... guesses) {
    DraftMetrics metrics = new DraftMetrics(target);
    DraftBatch batch = batch(text);
    try (TorchLoss loss = backend.weightedSum(oneHot(0), new float[TOKENS])) {
      DraftPass pass =
          new DraftPass(List.of(new LossTerm("none", 1, loss)), List.of(guesses), exits);
      metrics.add(batch, new ForwardOutput(oneHot(choices), List.of()), pass);
    }
    return metrics.values();
  }

  private static DraftBatch batch(int... text) {
    boolean[] trained = new boolean[text.length];
    Arrays.fill(trained, true);
    return new DraftBatch(text, trained, new int[] {0, text.length}, new int[1]);
  }

  private HeadGuess guess(int[] text, int distance, int... columns) {
    RowTargets rows = batch(text).targets(distance - 1, distance);
    int[] columnOf = IntStream.range(0, TOKENS).toArray();
    return new HeadGuess(oneHot(columns), rows.rows(), columnOf);
  }

  /// The text departs from the target at its last token, so a chain ends there at the latest.
  @Test
  void headsContinueEachOther() {
    int[] text = {1, 2, 3, 4, 7};
    int[] choices = {2, 3, 4, 5, 6};
    HeadGuess first = guess(text, 2, 3, 4, 5, 0, 0); // right at the rows 0, 1 and 2
    HeadGuess second = guess(text, 3, 4, 1, 0, 0, 0); // right at the row 0
    SequencedMap<String, Double> values = values(text, choices, false, first, second);
    assertThat(values).contains(entry("head1_top1", 1.0), entry("head2_top1", 0.5));
    assertThat(values).containsEntry("accepted_length", (3 + 2 + 2) / 3.0);
  }

  @Test
  void anExitContinuesItself() {
    int[] text = {1, 2, 3, 4, 5, 6};
    int[] choices = {2, 3, 4, 5, 6, 7};
    HeadGuess shallow = guess(text, 1, 2, 0, 4, 5, 0, 0); // right at the rows 0, 2 and 3
    HeadGuess deep = guess(text, 1, 2, 3, 4, 5, 6, 0); // always right
    SequencedMap<String, Double> values = values(text, choices, true, shallow, deep);
    assertThat(values).contains(entry("exit1_top1", 3 / 5.0), entry("exit2_top1", 1.0));
    assertThat(values).containsEntry("exit1_accepted_length", (2 + 1 + 3 + 2 + 1) / 5.0);
    assertThat(values).containsEntry("exit2_accepted_length", (6 + 5 + 4 + 3 + 2) / 5.0);
    assertThat(values).doesNotContainKeys("accepted_length", "head1_top1");
  }

  @Test
  void withoutGuessesThereIsNothingToSay() {
    assertThat(values(new int[] {1, 2}, new int[] {2, 3}, false)).isEmpty();
  }
}
