package dev.trefoil.drafter.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import dev.trefoil.nn.WeightMismatchException;
import dev.trefoil.testing.Golden;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tied, separate and normalised heads, in every precision.
class DraftHeadTest {
  private static final int ROWS = 3;

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("dev.trefoil.testing.TargetVariants#withPrecisions")
  void aTokenHasTheScoreThatTheWholeHeadGivesIt(Path variant, Precision precision) {
    Path directory = Golden.root("target-llama").resolve(variant.toString());
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    try (Checkpoint checkpoint = Checkpoint.open(directory);
        Backend backend = CpuBackend.open(precision, 1)) {
      Llama network = new Llama(config, backend, checkpoint, config.contextLength());
      Target target = new Target("variant", network);
      SplittableRandom random = new SplittableRandom(12);
      int vocabulary = config.vocabularySize();
      int[] tokens = ReducedHeads.randomTokens(random, vocabulary, vocabulary / 3);
      DraftVocabulary some = DraftVocabulary.of(tokens, vocabulary);
      backend.beginStep();
      Matrix hidden = hidden(backend, random, config.hiddenSize());
      Matrix all = DraftHead.of(target).logits(hidden); // [rows, vocabulary]
      Matrix few = DraftHead.of(target, checkpoint, some).logits(hidden); // [rows, tokens]
      assertThat(few.columns()).isEqualTo(tokens.length);
      float[] expected = new float[vocabulary];
      float[] actual = new float[tokens.length];
      for (int row = 0; row < ROWS; row++) {
        backend.read(all, row, expected);
        backend.read(few, row, actual);
        for (int token = 0; token < tokens.length; token++) {
          float value = expected[tokens[token]];
          assertThat(actual[token]).isCloseTo(value, within(1e-5f * (1 + Math.abs(value))));
        }
      }
    }
  }

  private static Matrix hidden(Backend backend, SplittableRandom random, int columns) {
    float[] values = new float[ROWS * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return backend.upload(values, ROWS, columns);
  }

  @Test
  void theWholeVocabularyTakesNoCopy() {
    NamedTensor table = new NamedTensor("table", HostTensor.of(new float[6], 3, 2));
    assertThat(DraftVocabulary.whole(3).rows(table)).isSameAs(table);
    HostTensor bias = HostTensor.of(new float[] {5, 6, 7}, 3);
    assertThat(
            DraftVocabulary.of(new int[] {2, 0}, 3)
                .rows(new NamedTensor("bias", bias))
                .tensor()
                .toFloats())
        .containsExactly(7, 5);
  }

  @Test
  void whatIsNoVocabularyIsRefused() {
    assertThatThrownBy(() -> DraftVocabulary.of(new int[0], 5)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> DraftVocabulary.of(new int[] {1, 5}, 5))
        .hasMessageContaining("draft token 1 is token 5")
        .hasMessageContaining("0 to 4");
    DraftVocabulary some = DraftVocabulary.of(new int[] {1}, 5);
    assertThatThrownBy(() -> some.rows(new NamedTensor("x", HostTensor.of(new float[4], 4))))
        .hasMessageContaining("5 tokens");
    try (Backend backend = CpuBackend.open(Precision.F32, 1)) {
      Target target = TinyModels.target(backend, TinyModels.config(5, 16), 1);
      assertThatThrownBy(
              () -> DraftHead.of(target, TinyModels.random(TinyModels.config(7, 16), 1), some))
          .isInstanceOf(WeightMismatchException.class)
          .hasMessageContaining("lm_head.weight")
          .hasMessageContaining("5 tokens");
    }
  }
}
