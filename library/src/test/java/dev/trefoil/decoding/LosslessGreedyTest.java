package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.acceptance.GreedyAcceptance;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Law 1: greedy ids and the bits of their logits with any trees equal plain decoding's.
class LosslessGreedyTest {
  private static final int VOCABULARY = 97;
  private static final int PROMPTS = 8;
  private static final int NEW_TOKENS = 40;
  private static final TreeBudget BUDGET = new TreeBudget(24, 9, 6);

  static Stream<Arguments> precisionsBatchesThreads() {
    return Stream.of(Precision.values())
        .flatMap(
            precision ->
                Stream.of(1, 3, 8)
                    .flatMap(
                        batch ->
                            Stream.of(1, 2)
                                .map(threads -> Arguments.of(precision, batch, threads))));
  }

  @ParameterizedTest(name = "{0}, batch {1}, {2} threads")
  @MethodSource("precisionsBatchesThreads")
  void tokensAndLogitBitsEqualPlainDecoding(Precision precision, int batch, int threads) {
    ModelConfig config = TinyModels.config(VOCABULARY, 256);
    Answers plain;
    try (Backend backend = CpuBackend.open(precision, 1)) {
      plain = decode(TinyModels.target(backend, config, 5), new NoDrafter(), 1);
    }
    Map<Integer, int[]> oracle = new HashMap<>();
    plain.tokens.forEach((_, tokens) -> oracle.put(tokens[0], tokens));
    try (Backend backend = CpuBackend.open(precision, threads)) {
      Target target = TinyModels.target(backend, config, 5);
      Drafter drafter =
          new OracleDrafter(oracle, VOCABULARY, new SplittableRandom(31L * batch + threads));
      Answers speculative = decode(target, drafter, batch);
      assertThat(speculative.accepted)
          .as("the trees must bite for the test to mean anything")
          .isGreaterThan(PROMPTS * NEW_TOKENS / 8);
      assertThat(speculative.faults).isZero();
      for (int prompt = 0; prompt < PROMPTS; prompt++) {
        assertThat(speculative.tokens.get(prompt)).isEqualTo(plain.tokens.get(prompt));
        assertThat(speculative.logits.get(prompt)).isEqualTo(plain.logits.get(prompt));
      }
    }
  }

  /// Tokens of each prompt and the bits of the logits that decided each generated token.
  private static final class Answers {
    final Map<Integer, int[]> tokens = new HashMap<>();
    final Map<Integer, List<Integer>> logits = new HashMap<>();
    long accepted;
    int faults;
  }

  private static Answers decode(Target target, Drafter drafter, int batchSize) {
    Answers answers = new Answers();
    Map<Sequence, Integer> promptOf = new HashMap<>();
    DecodeLoop loop =
        new DecodeLoop(
            target,
            drafter,
            new GreedyAcceptance(target.backend(), target.config().vocabularySize()),
            BUDGET,
            (batch, output) -> recordLogits(target, batch, output, promptOf, answers));
    List<Sequence> active = new ArrayList<>();
    int next = 0;
    while (next < PROMPTS || !active.isEmpty()) {
      while (next < PROMPTS && active.size() < batchSize) {
        Sequence sequence = loop.open(prompt(next), new Limits(NEW_TOKENS, Set.of()));
        promptOf.put(sequence, next++);
        active.add(sequence);
      }
      loop.step(active);
      for (Sequence sequence : List.copyOf(active)) {
        if (sequence.isFinished()) {
          answers.tokens.put(
              promptOf.get(sequence), Arrays.copyOf(sequence.tokens(), sequence.length()));
          answers.accepted += sequence.counters().acceptedTokens();
          answers.faults += sequence.counters().faults();
          sequence.close();
          active.remove(sequence);
        }
      }
    }
    return answers;
  }

  private static void recordLogits(
      Target target,
      List<Sequence> batch,
      StepOutput output,
      Map<Sequence, Integer> promptOf,
      Answers answers) {
    float[] row = new float[VOCABULARY];
    for (int s = 0; s < batch.size(); s++) {
      List<Integer> bits =
          answers.logits.computeIfAbsent(promptOf.get(batch.get(s)), _ -> new ArrayList<>());
      Decision decision = output.decision(s);
      for (int i = 0; i < decision.count(); i++) {
        target.backend().read(output.logits(), output.firstRow(s) + decision.node(i), row);
        for (float logit : row) {
          bits.add(Float.floatToRawIntBits(logit));
        }
      }
    }
  }

  /// Prompts of different lengths; each starts with its own token so that the oracle knows it.
  private static int[] prompt(int index) {
    SplittableRandom random = new SplittableRandom(1000 + index);
    int[] prompt = random.ints(3 + 5L * index, 0, VOCABULARY).toArray();
    prompt[0] = index;
    return prompt;
  }
}
