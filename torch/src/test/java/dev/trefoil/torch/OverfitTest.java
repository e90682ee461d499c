package dev.trefoil.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.DataType;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.Llama;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The whole way: the Llama network trained on a few sequences until it knows them by heart.
class OverfitTest {
  private static final int BATCH = 8;
  private static final int LENGTH = 12;
  private static final ModelConfig CONFIG = TinyModels.config(32, 2, 4, 2, 48, 40);

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16"})
  void aSmallLlamaLearnsEightSequencesByHeart(Precision precision) {
    RowLayout layout = TinyModels.causal(BATCH, LENGTH);
    int[] ids = TinyModels.randomIds(BATCH * LENGTH, CONFIG.vocabularySize(), 5);
    int[] labels = labels(ids);
    try (TorchBackend backend = TorchBackend.open(TorchDevice.CPU, precision, true)) {
      Llama llama = new Llama(CONFIG, backend, TinyModels.random(CONFIG, 3), LENGTH);
      double first = train(backend, llama, layout, ids, labels, 1);
      double last = train(backend, llama, layout, ids, labels, 250);
      assertThat(first).isGreaterThan(3);
      assertThat(last).isLessThan(0.2);
      assertThat(backend.exportTensors(DataType.F32).keySet())
          .containsExactlyInAnyOrderElementsOf(TinyModels.random(CONFIG, 3).names());
    }
  }

  private static int[] labels(int[] ids) {
    int[] labels = new int[ids.length];
    for (int row = 0; row < ids.length; row++) {
      boolean scored = row % LENGTH > 1 && row % LENGTH < LENGTH - 1;
      labels[row] = scored ? ids[row + 1] : -1;
    }
    return labels;
  }

  private static double train(
      TorchBackend backend, Llama llama, RowLayout layout, int[] ids, int[] labels, int steps) {
    AdamWSettings settings = AdamWSettings.languageModel();
    double value = 0;
    try (AdamW optimiser = new AdamW(backend.parameters(), settings)) {
      for (int step = 0; step < steps; step++) {
        backend.beginStep();
        optimiser.clearGradients();
        try (TorchLoss loss =
            backend.crossEntropy(
                llama.logits(llama.forward(ids, layout, FeatureTaps.NONE).finalNorm()), labels)) {
          value = loss.value();
          loss.backward();
        }
        assertThat(optimiser.clipGradientNorm(1)).isFinite();
        assertThat(optimiser.step(1e-2)).isTrue();
      }
    }
    return value;
  }
}
