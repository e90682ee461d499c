package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.acceptance.GreedyAcceptance;
import dev.trefoil.model.Llama;
import dev.trefoil.model.LlamaTensors;
import dev.trefoil.model.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DecodeLoopTest {
  private static final int VOCABULARY = 61;
  private static final int CONTEXT = 48;

  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final ModelConfig config = TinyModels.config(VOCABULARY, CONTEXT);
  private final Target target = TinyModels.target(backend, config, 3);

  @AfterEach
  void close() {
    backend.close();
  }

  private static final int[] PROMPT = {5, 9, 2};

  private DecodeLoop loop(Drafter drafter) {
    return new DecodeLoop(
        target,
        drafter,
        new GreedyAcceptance(target.backend(), target.config().vocabularySize()),
        new TreeBudget(8, 7),
        StepListener.NONE);
  }

  private int[] run(DecodeLoop loop, int[] prompt, Limits limits, FinishReason expected) {
    try (Sequence sequence = loop.open(prompt, limits)) {
      while (!sequence.isFinished()) {
        loop.step(List.of(sequence));
      }
      assertThat(sequence.finishReason()).isEqualTo(expected);
      return sequence.generated();
    }
  }

  @Test
  void aFullContextEndsWithReasonLength() {
    int[] generated =
        run(loop(new NoDrafter()), PROMPT, new Limits(1000, Set.of()), FinishReason.LENGTH);
    assertThat(generated).hasSize(CONTEXT - PROMPT.length);
  }

  @Test
  void aTreeNeverReachesBeyondTheContext() {
    int[] plain =
        run(loop(new NoDrafter()), PROMPT, new Limits(1000, Set.of()), FinishReason.LENGTH);
    Drafter eager =
        chain(
            (sequence, depth) -> {
              int index = sequence.length() - PROMPT.length + depth;
              return index < plain.length ? plain[index] : 0;
            });
    assertThat(run(loop(eager), PROMPT, new Limits(1000, Set.of()), FinishReason.LENGTH))
        .isEqualTo(plain);
  }

  @Test
  void aStopTokenInsideAnAcceptedPathEndsTheSequenceThere() {
    int[] plain = run(loop(new NoDrafter()), PROMPT, new Limits(20, Set.of()), FinishReason.LENGTH);
    int stop = plain[6];
    int first = firstIndex(plain, stop);
    Drafter perfect =
        chain((sequence, depth) -> plain[Math.min(19, sequence.length() - 3 + depth)]);
    int[] stopped =
        run(loop(perfect), PROMPT, new Limits(20, Set.of(stop)), FinishReason.STOP_TOKEN);
    assertThat(stopped).hasSize(first + 1).endsWith(stop);
  }

  @Test
  void aDrafterThatThrowsCostsNoToken() {
    int[] plain = run(loop(new NoDrafter()), PROMPT, new Limits(20, Set.of()), FinishReason.LENGTH);
    Drafter faulty =
        chain(
            (sequence, depth) -> {
              if (sequence.length() % 3 == 0 && depth == 1) {
                throw new IllegalStateException("broken on purpose");
              }
              return plain[Math.min(19, sequence.length() - 3 + depth)];
            });
    assertThat(run(loop(faulty), PROMPT, new Limits(20, Set.of()), FinishReason.LENGTH))
        .isEqualTo(plain);
  }

  @Test
  void logitsThatAreNotNumbersEndTheSequenceWithAnError() {
    Map<String, HostTensor> tensors = new HashMap<>();
    TensorSource sound = TinyModels.random(config, 3);
    sound.names().forEach(name -> tensors.put(name, sound.find(name)));
    float[] poison = new float[config.hiddenSize()];
    java.util.Arrays.fill(poison, Float.NaN);
    tensors.put("model.norm.weight", HostTensor.of(poison, poison.length));
    Target broken = new Target("nan", new Llama(config, backend, TinyModels.of(tensors), CONTEXT));
    DecodeLoop loop =
        new DecodeLoop(
            broken,
            new NoDrafter(),
            new GreedyAcceptance(target.backend(), target.config().vocabularySize()),
            new TreeBudget(1, 0),
            StepListener.NONE);
    assertThat(run(loop, PROMPT, new Limits(20, Set.of()), FinishReason.ERROR)).isEmpty();
    assertThat(LlamaTensors.manifest(config).expected()).containsKey("model.norm.weight");
  }

  @Test
  void badPromptsAreRefusedWithTheNumbers() {
    DecodeLoop loop = loop(new NoDrafter());
    Limits limits = new Limits(4, Set.of());
    assertThatThrownBy(() -> loop.open(new int[0], limits)).hasMessageContaining("empty");
    assertThatThrownBy(() -> loop.open(new int[CONTEXT], limits))
        .hasMessageContaining("48 tokens")
        .hasMessageContaining("context is 48");
    assertThatThrownBy(() -> loop.open(new int[] {1, VOCABULARY}, limits))
        .hasMessageContaining("token 1 of the prompt is 61");
  }

  private interface Proposal {
    int token(Sequence sequence, int depth);
  }

  private static Drafter chain(Proposal proposal) {
    return new Drafter() {
      @Override
      public String name() {
        return "chain";
      }

      @Override
      public void propose(List<Sequence> batch) {
        for (Sequence sequence : batch) {
          int node = 0;
          for (int depth = 0; sequence.tree().fits(node); depth++) {
            node = sequence.tree().add(node, proposal.token(sequence, depth));
          }
        }
      }
    };
  }

  private static int firstIndex(int[] values, int wanted) {
    int i = 0;
    while (values[i] != wanted) {
      i++;
    }
    return i;
  }
}
