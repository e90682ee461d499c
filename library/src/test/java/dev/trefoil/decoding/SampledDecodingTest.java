package dev.trefoil.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.acceptance.LosslessAcceptance;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sampled requests through the loop: reproducible, alone or not, whatever a drafter does; log
/// probabilities to the bit.
class SampledDecodingTest {
  private static final int VOCABULARY = 61;
  private static final int NEW_TOKENS = 24;
  private static final SamplingOptions SAMPLED =
      new SamplingOptions(0.8, 20, 0.95, 0.01, 1.1, 0.2, 0.1, Map.of(3, -1.0), 4);
  private static final SamplingOptions PENALISED_GREEDY =
      new SamplingOptions(0, 0, 1, 0, 1.3, 0.5, 0.1, Map.of(), 0);

  private final ModelConfig config = TinyModels.config(VOCABULARY, 64);
  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final Target target = TinyModels.target(backend, config, 3);

  @AfterEach
  void close() {
    backend.close();
  }

  private record Answer(
      List<Integer> tokens, FinishReason reason, List<TokenLogprobs> logprobs, int faults) {}

  private static SequenceOptions options(SamplingOptions sampling, Set<Integer> stops) {
    return new SequenceOptions(new Limits(NEW_TOKENS, stops), sampling, OptionalInt.of(4));
  }

  private static int[] prompt(int index) {
    return new SplittableRandom(50 + index).ints(3 + index, 0, VOCABULARY).toArray();
  }

  /// Answers prompts 0, 1, ... together, the `i`-th with seed `i`.
  private static List<Answer> decode(
      Target target, Drafter drafter, SamplingOptions sampling, int first, int count) {
    return decode(target, drafter, sampling, Set.of(), first, count);
  }

  private static List<Answer> decode(
      Target target,
      Drafter drafter,
      SamplingOptions sampling,
      Set<Integer> stops,
      int first,
      int count) {
    DecodeLoop loop =
        new DecodeLoop(
            target,
            drafter,
            new LosslessAcceptance(target.backend(), target.config().vocabularySize()),
            new TreeBudget(12, 4),
            StepListener.NONE);
    List<Sequence> all = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      all.add(loop.open(prompt(i), options(sampling.withSeed(i), stops)));
    }
    List<Sequence> running = new ArrayList<>(all);
    while (!running.isEmpty()) {
      loop.step(running);
      running.removeIf(Sequence::isFinished);
    }
    List<Answer> answers = new ArrayList<>();
    for (Sequence sequence : all) {
      answers.add(
          new Answer(
              Arrays.stream(sequence.generated()).boxed().toList(),
              java.util.Objects.requireNonNull(sequence.finishReason()),
              sequence.tokenLogprobs(),
              sequence.counters().faults()));
      sequence.close();
    }
    return answers;
  }

  private static Drafter drafter(BiConsumer<Sequence, SplittableRandom> grow) {
    SplittableRandom random = new SplittableRandom(8);
    return new Drafter() {
      @Override
      public String name() {
        return "test";
      }

      @Override
      public void propose(List<Sequence> batch) {
        batch.forEach(sequence -> grow.accept(sequence, random));
      }
    };
  }

  /// The true continuation at times, noise otherwise, ids outside the vocabulary, twins.
  private static Drafter guesses(List<Answer> truth) {
    return drafter(
        (sequence, random) -> {
          List<Integer> answer = truth.get(sequence.promptLength() - 3).tokens;
          TokenTree tree = sequence.tree();
          for (int node = 0; node < tree.size(); node++) {
            int index = sequence.length() - sequence.promptLength() + tree.depth(node);
            int honest = random.nextInt(3);
            for (int child = 0; child < 3 && tree.fits(node); child++) {
              boolean right = child == honest && index < answer.size();
              tree.add(node, right ? answer.get(index) : random.nextInt(-1, VOCABULARY + 2));
            }
          }
        });
  }

  @Test
  void theSameSeedGivesTheSameAnswerAloneTogetherAndWithAnyGuesses() {
    for (SamplingOptions sampling : List.of(SAMPLED, PENALISED_GREEDY)) {
      List<Answer> together = decode(target, new NoDrafter(), sampling, 0, 3);
      for (int i = 0; i < 3; i++) {
        assertThat(decode(target, new NoDrafter(), sampling, i, 1))
            .containsExactly(together.get(i));
      }
      assertThat(decode(target, guesses(together), sampling, 0, 3)).isEqualTo(together);
      try (Backend two = CpuBackend.open(Precision.F32, 2)) {
        Target same = TinyModels.target(two, config, 3);
        assertThat(decode(same, guesses(together), sampling, 0, 3)).isEqualTo(together);
      }
    }
  }

  @Test
  void anotherSeedGivesAnotherAnswer() {
    SamplingOptions warm = SamplingOptions.atTemperature(1, 0);
    List<Answer> answers = decode(target, new NoDrafter(), warm, 0, 1);
    assertThat(decode(target, new NoDrafter(), warm, 0, 1)).isEqualTo(answers);
    DecodeLoop loop =
        new DecodeLoop(
            target,
            new NoDrafter(),
            new LosslessAcceptance(backend, VOCABULARY),
            new TreeBudget(1, 0),
            StepListener.NONE);
    try (Sequence other = loop.open(prompt(0), options(warm.withSeed(99), Set.of()))) {
      while (!other.isFinished()) {
        loop.step(List.of(other));
      }
      assertThat(Arrays.stream(other.generated()).boxed().toList())
          .isNotEqualTo(answers.getFirst().tokens);
    }
  }

  @Test
  void logProbabilitiesAreThoseOfTheRawLogitsInOrder() {
    Answer answer = decode(target, new NoDrafter(), SAMPLED, 0, 1).getFirst();
    assertThat(answer.logprobs).hasSize(NEW_TOKENS);
    for (int i = 0; i < NEW_TOKENS; i++) {
      TokenLogprobs entry = answer.logprobs.get(i);
      assertThat(entry.token()).isEqualTo(answer.tokens.get(i));
      assertThat(entry.logprob()).isLessThan(0);
      assertThat(entry.top()).hasSize(4);
      assertThat(entry.logprob()).isLessThanOrEqualTo(entry.top().getFirst().logprob());
      for (int rank = 1; rank < 4; rank++) {
        assertThat(entry.top().get(rank).logprob())
            .isLessThanOrEqualTo(entry.top().get(rank - 1).logprob());
      }
    }
  }

  @Test
  void logProbabilitiesOfAllTokensSumToOne() {
    LogprobLog log = new LogprobLog(3, 100);
    float[] logits = {2, -1, 2};
    System.arraycopy(logits, 0, log.logits(), 0, 3);
    log.add(1);
    TokenLogprobs entry = log.first(1).getFirst();
    assertThat(entry.top().stream().map(TokenLogprobs.Entry::token)).containsExactly(0, 2, 1);
    assertThat(entry.top().stream().mapToDouble(e -> Math.exp(e.logprob())).sum())
        .isCloseTo(1, within(1e-14));
    assertThat(entry.logprob()).isEqualTo(entry.top().getLast().logprob());
  }

  @Test
  void logProbabilitiesEndWithTheStopToken() {
    List<Answer> whole = decode(target, new NoDrafter(), SAMPLED, 0, 1);
    List<Integer> tokens = whole.getFirst().tokens;
    int stop = tokens.get(7);
    int length = tokens.indexOf(stop) + 1;
    Answer cut = decode(target, guesses(whole), SAMPLED, Set.of(stop), 0, 1).getFirst();
    assertThat(cut.reason).isEqualTo(FinishReason.STOP_TOKEN);
    assertThat(cut.tokens).isEqualTo(tokens.subList(0, length));
    assertThat(cut.logprobs).isEqualTo(whole.getFirst().logprobs.subList(0, length));
  }

  @Test
  void aBrokenDraftDistributionCostsSpeedOnly() {
    List<Answer> plain = decode(target, new NoDrafter(), SAMPLED, 0, 2);
    double[] shorter = new double[VOCABULARY - 1];
    double[] longer = new double[VOCABULARY + 1];
    double[] notNumbers = new double[VOCABULARY];
    double[] negative = new double[VOCABULARY];
    double[] half = new double[VOCABULARY];
    shorter[0] = longer[0] = 1;
    notNumbers[5] = Double.NaN;
    negative[0] = 2;
    negative[1] = -1;
    half[0] = 0.5;
    for (double[] broken : List.of(shorter, longer, notNumbers, negative, half)) {
      Drafter drafter =
          drafter(
              (sequence, random) -> {
                if (sequence.tree().fits(0)) {
                  sequence.tree().add(0, 0);
                  sequence.tree().childrenDrawnFrom(0, broken);
                }
              });
      List<Answer> answers = decode(target, drafter, SAMPLED, 0, 2);
      for (int i = 0; i < 2; i++) {
        assertThat(answers.get(i).tokens).isEqualTo(plain.get(i).tokens);
        assertThat(answers.get(i).faults).isGreaterThan(0);
      }
    }
  }

  @Test
  void aDistributionOfANodeThatDoesNotExistCostsSpeedOnly() {
    List<Answer> plain = decode(target, new NoDrafter(), SAMPLED, 0, 1);
    double[] sound = new double[VOCABULARY];
    sound[0] = 1;
    for (int node : new int[] {-1, 1, 1000}) {
      Drafter drafter =
          drafter((sequence, random) -> sequence.tree().childrenDrawnFrom(node, sound));
      Answer answer = decode(target, drafter, SAMPLED, 0, 1).getFirst();
      assertThat(answer.tokens).isEqualTo(plain.getFirst().tokens);
      assertThat(answer.faults).isEqualTo(NEW_TOKENS);
    }
  }

  @Test
  void oneRequestWithoutPossibleTokensFailsAlone() {
    Map<Integer, Double> everything = new HashMap<>();
    for (int token = 0; token < VOCABULARY; token++) {
      everything.put(token, Double.NEGATIVE_INFINITY);
    }
    List<Answer> plain = decode(target, new NoDrafter(), SAMPLED, 0, 1);
    for (double temperature : new double[] {0, 1}) {
      SamplingOptions impossible =
          new SamplingOptions(temperature, 0, 1, 0, 1, 0, 0, everything, 0);
      failsAlone(target, prompt(1), impossible, SAMPLED, plain.getFirst());
    }
  }

  /// A token whose embedding is not a number spoils the prompt that has it, and no other.
  @Test
  void oneRequestWhoseLogitsAreNotNumbersFailsAlone() {
    int poisoned = 60;
    TensorSource sound = TinyModels.random(config, 3);
    Map<String, HostTensor> tensors = new HashMap<>();
    sound.names().forEach(name -> tensors.put(name, sound.find(name)));
    String name = "model.embed_tokens.weight";
    HostTensor table = java.util.Objects.requireNonNull(sound.find(name));
    float[] values = table.toFloats();
    int hidden = config.hiddenSize();
    Arrays.fill(values, poisoned * hidden, (poisoned + 1) * hidden, Float.NaN);
    tensors.put(name, HostTensor.of(values, table.shape()));
    Target sick = new Target("sick", new Llama(config, backend, TinyModels.of(tensors), 64));
    SamplingOptions never =
        new SamplingOptions(1, 0, 1, 0, 1, 0, 0, Map.of(poisoned, Double.NEGATIVE_INFINITY), 0);
    Answer plain = decode(sick, new NoDrafter(), never, 0, 1).getFirst();
    assertThat(plain.reason).isEqualTo(FinishReason.LENGTH);
    failsAlone(sick, new int[] {1, poisoned, 2}, never, never, plain);
    Drafter poisoner =
        drafter(
            (sequence, random) -> {
              while (sequence.tree().fits(0)) {
                sequence.tree().add(0, poisoned);
              }
            });
    assertThat(decode(sick, poisoner, never, 0, 1)).containsExactly(plain);
  }

  private void failsAlone(
      Target of, int[] prompt, SamplingOptions sampling, SamplingOptions others, Answer neighbour) {
    DecodeLoop loop =
        new DecodeLoop(
            of,
            new NoDrafter(),
            new LosslessAcceptance(backend, VOCABULARY),
            new TreeBudget(1, 0),
            StepListener.NONE);
    try (Sequence failing = loop.open(prompt, options(sampling, Set.of()));
        Sequence sound = loop.open(prompt(0), options(others.withSeed(0), Set.of()))) {
      List<Sequence> running = new ArrayList<>(List.of(failing, sound));
      while (!running.isEmpty()) {
        loop.step(running);
        running.removeIf(Sequence::isFinished);
      }
      assertThat(failing.finishReason()).isEqualTo(FinishReason.ERROR);
      assertThat(failing.generated()).isEmpty();
      assertThat(failing.tokenLogprobs()).isEmpty();
      assertThat(Arrays.stream(sound.generated()).boxed().toList()).isEqualTo(neighbour.tokens);
    }
  }
}
