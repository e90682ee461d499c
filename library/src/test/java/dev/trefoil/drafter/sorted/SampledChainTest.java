package dev.trefoil.drafter.sorted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.ChildChoice;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.NoDrafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.SequenceOptions;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TinyModels;
import dev.trefoil.decoding.TokenTree;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.acceptance.LosslessAcceptance;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.decoding.sampling.TokenDistribution;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.KvCache;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Chains that are drawn: from the exit's own distribution, and without moving the target's.
class SampledChainTest {
  private static final int VOCABULARY = 5;
  private static final int TOKENS = 3;
  private static final int SAMPLES = 4000;
  private static final int BATCH = 100;

  /// Chi-square above which a right implementation comes with probability 1e-4, for the 124 degrees
  /// of freedom of three tokens of five.
  private static final double ALARM = 191.5;

  private static final int[] PROMPT = {1, 4, 0};
  private static final SamplingOptions WARM = SamplingOptions.atTemperature(1.4, 0);
  private static final SamplingOptions PROCESSED =
      new SamplingOptions(1.2, 4, 0.97, 0.01, 1.2, 0.2, 0.1, Map.of(3, -0.5), 0);

  private final Backend backend = CpuBackend.open(Precision.F32, 1);
  private final ModelConfig draftConfig = SortedDrafts.config(VOCABULARY, 64, 4);
  private final SortedDraft draft = SortedDrafts.random(backend, draftConfig, 5, List.of(2, 3, 4));
  private final Target target = TinyModels.target(backend, TinyModels.config(VOCABULARY, 64, 1), 9);

  @AfterEach
  void close() {
    backend.close();
  }

  private static SortedConfig chain(ChildChoice choice, ExitGate gate) {
    return new SortedConfig(new DraftShape.Chain(new ChainLength.Confident(0.3, 3), choice), gate);
  }

  /// Thresholds between which the confidences of this draft fall.
  private static ExitGate mixed() {
    return new ExitGate.Confidence(ExitRule.MAX, List.of(0.9, 0.8));
  }

  @Test
  void onlyDrawnChainsAreProposedByChance() {
    assertThat(drafter(SortedConfig.DRAWN_CHAIN).proposesByChance()).isTrue();
    for (SortedConfig config :
        List.of(
            SortedConfig.DEFAULT,
            SortedConfig.PER_NODE,
            SortedConfig.PUBLISHED,
            SortedConfig.CHAIN,
            SortedConfig.PUBLISHED_CHAIN)) {
      assertThat(drafter(config).proposesByChance()).isFalse();
    }
  }

  @Test
  void jointDistributionsOfThreeTokensAreTheTargets() {
    for (SamplingOptions sampling : List.of(WARM, PROCESSED)) {
      SortedDrafter drafter = drafter(chain(ChildChoice.DRAWN, mixed()));
      assertThat(chiSquare(drafter, sampling)).as("%s", sampling).isLessThan(ALARM);
      assertThat(drafter.statistics().exits())
          .as("all exits are in use and both ends of the rule")
          .allSatisfy(
              exit -> {
                assertThat(exit.accepted()).isGreaterThan(20);
                assertThat(exit.judged() - exit.accepted()).isGreaterThan(20);
              });
    }
    assertThat(chiSquare(drafter(chain(ChildChoice.TOP, mixed())), WARM)).isLessThan(ALARM);
    assertThat(chiSquare(new NoDrafter(), WARM)).isLessThan(ALARM);
  }

  @Test
  void aDraftOfSomeTokensDrawsTheseAloneAndMovesNothing() {
    int[] tokens = {3, 0, 4};
    SortedDraft few =
        new SortedDraft(
            draftConfig,
            backend,
            TinyModels.random(draftConfig, 5),
            draft.settings(),
            DraftVocabulary.of(tokens, VOCABULARY));
    for (ChildChoice choice : ChildChoice.values()) {
      SortedDrafter drafter = new SortedDrafter(few, target, chain(choice, mixed()));
      assertThat(chiSquare(drafter, WARM)).as("%s", choice).isLessThan(ALARM);
      Set<Integer> proposed = new HashSet<>();
      decode(
          drafter,
          WARM,
          30,
          sequence -> {
            for (int node = 1; node < sequence.tree().size(); node++) {
              proposed.add(sequence.tree().token(node));
            }
          });
      assertThat(proposed).hasSizeGreaterThan(1).isSubsetOf(3, 0, 4);
    }
    Drafter trees = new SortedDrafter(few, target, SortedConfig.DEFAULT);
    assertThat(chiSquare(trees, WARM)).isLessThan(ALARM);
  }

  /// The rule of the released code: the likeliest token, accepted as if it had been drawn.
  @Test
  void theReleasedRuleIsFoundToBeBiased() {
    SortedDrafter sound = drafter(chain(ChildChoice.DRAWN, mixed()));
    Drafter released =
        new Drafter() {
          @Override
          public String name() {
            return "released";
          }

          @Override
          public void propose(List<Sequence> batch) {
            sound.propose(batch);
            for (Sequence sequence : batch) {
              TokenTree tree = sequence.tree();
              double[] q = tree.size() > 1 ? tree.proposal(0) : null;
              if (q != null) {
                tree.clear();
                tree.childrenDrawnFrom(0, q);
                tree.add(0, largest(q));
              }
            }
          }
        };
    assertThat(chiSquare(released, WARM)).isGreaterThan(10 * ALARM);
  }

  private static int largest(double[] q) {
    int best = 0;
    for (int token = 1; token < q.length; token++) {
      best = q[token] > q[best] ? token : best;
    }
    return best;
  }

  @Test
  void aTokenIsDrawnFromTheExitThatItsPrefixTakes() {
    Set<Integer> seen = new HashSet<>();
    SortedDrafter drafter = drafter(chain(ChildChoice.DRAWN, mixed()));
    decode(
        drafter,
        PROCESSED,
        30,
        sequence -> {
          TokenTree tree = sequence.tree();
          List<Integer> text = textBefore(sequence, tree);
          for (int node = 0; node + 1 < tree.size(); node++) {
            int exit = Proposer.state(sequence).exitAfter(node);
            seen.add(exit);
            TokenDistribution expected = warped(text, sequence.promptLength(), exit);
            assertThat(tree.proposal(node)).isEqualTo(expected.probabilities());
            assertThat(expected.probability(tree.token(node + 1))).isPositive();
            text.add(tree.token(node + 1));
          }
        });
    assertThat(seen).containsExactlyInAnyOrder(0, 1, 2);
  }

  /// The text that a step began with; when it is looked at, the step has been committed.
  private static List<Integer> textBefore(Sequence sequence, TokenTree tree) {
    int newest = sequence.counters().newTokensPerStep()[sequence.counters().steps() - 1];
    List<Integer> text = new ArrayList<>();
    for (int i = 0; i < sequence.length() - newest; i++) {
      text.add(sequence.token(i));
    }
    assertThat(text.getLast()).isEqualTo(tree.token(0));
    return text;
  }

  /// The request's distribution of an exit over a text that is read at its depth.
  private TokenDistribution warped(List<Integer> text, int promptLength, int exit) {
    try (SortedState state = SortedDrafts.state(draft, 64);
        Sequence history = historyOf(text, promptLength)) {
      text.forEach(state.kv()::appendToChain);
      state.level().begin(state.kv(), 1, 1, true);
      ExitGate gate = new ExitGate.Fixed(draft.settings().exits().get(exit));
      backend.beginStep();
      new ExitPass(
              draft,
              new ExitPolicy(gate, draft, "target", target.config()),
              new SortedCounters(draft.exits()))
          .runLevel(List.of(state), 1);
      for (int token : text.subList(promptLength, text.size())) {
        history.sampling().push(token);
      }
      TokenDistribution distribution = new TokenDistribution(VOCABULARY);
      distribution.set(state.level().logits(VOCABULARY), PROCESSED, history.sampling().history());
      return distribution;
    }
  }

  private Sequence historyOf(List<Integer> text, int promptLength) {
    int[] prompt = text.subList(0, promptLength).stream().mapToInt(token -> token).toArray();
    return loop(new NoDrafter(), StepListener.NONE).open(prompt, options(PROCESSED, 1));
  }

  @Test
  void theTargetsOwnDrawsAlwaysStand() {
    SortedDraft itself =
        new SortedDraft(
            target.config(),
            backend,
            TinyModels.random(target.config(), 9),
            SortedSettings.ofDepth(1));
    SortedDrafter drafter =
        new SortedDrafter(
            itself,
            target,
            new SortedConfig(
                new DraftShape.Chain(new ChainLength.Confident(0, 3), ChildChoice.DRAWN),
                new ExitGate.Fixed(1)));
    for (SamplingOptions sampling : List.of(WARM, PROCESSED, SamplingOptions.GREEDY)) {
      try (Sequence sequence = decode(drafter, sampling, 40, _ -> {})) {
        assertThat(sequence.counters().steps()).as("%s", sampling).isEqualTo(10);
      }
    }
  }

  private SortedDrafter drafter(SortedConfig config) {
    return new SortedDrafter(draft, target, config);
  }

  private DecodeLoop loop(Drafter drafter, StepListener listener) {
    return new DecodeLoop(
        target,
        drafter,
        new LosslessAcceptance(backend, VOCABULARY),
        new TreeBudget(4, 3),
        listener);
  }

  private static SequenceOptions options(SamplingOptions sampling, int newTokens) {
    return new SequenceOptions(new Limits(newTokens, Set.of()), sampling, OptionalInt.empty());
  }

  private Sequence decode(
      Drafter drafter, SamplingOptions sampling, int newTokens, Consumer<Sequence> afterStep) {
    DecodeLoop loop = loop(drafter, (batch, _) -> batch.forEach(afterStep));
    Sequence sequence = loop.open(PROMPT, options(sampling, newTokens));
    while (!sequence.isFinished()) {
      loop.step(List.of(sequence));
    }
    assertThat(sequence.counters().faults()).isZero();
    return sequence;
  }

  /// Pearson's statistic of what many seeds give against the exact joint distribution; cells with
  /// less than 5 expected answers are thrown together, which only lowers the degrees of freedom.
  private double chiSquare(Drafter drafter, SamplingOptions sampling) {
    Map<List<Integer>, Integer> seen = new HashMap<>();
    DecodeLoop loop = loop(drafter, StepListener.NONE);
    for (int first = 0; first < SAMPLES; first += BATCH) {
      List<Sequence> all = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        // one token more, so that the third is not the last that a chain may propose
        all.add(loop.open(PROMPT, options(sampling.withSeed(first + i), TOKENS + 1)));
      }
      List<Sequence> running = new ArrayList<>(all);
      while (!running.isEmpty()) {
        loop.step(running);
        running.removeIf(Sequence::isFinished);
      }
      for (Sequence sequence : all) {
        List<Integer> answer = new ArrayList<>();
        for (int i = 0; i < TOKENS; i++) {
          answer.add(sequence.generated()[i]);
        }
        seen.merge(answer, 1, Integer::sum);
        assertThat(sequence.counters().faults()).isZero();
        sequence.close();
      }
    }
    return statistic(seen, sampling);
  }

  private double statistic(Map<List<Integer>, Integer> seen, SamplingOptions sampling) {
    Map<List<Integer>, Double> joint = new HashMap<>(Map.of(List.of(), 1.0));
    for (int i = 0; i < TOKENS; i++) {
      Map<List<Integer>, Double> longer = new HashMap<>();
      joint.forEach((answer, weight) -> extend(answer, weight, sampling, longer));
      joint = longer;
    }
    double sum = 0;
    double rareExpected = 0;
    double rareSeen = 0;
    for (Map.Entry<List<Integer>, Double> cell : joint.entrySet()) {
      double expected = SAMPLES * cell.getValue();
      double count = seen.getOrDefault(cell.getKey(), 0);
      if (expected < 5) {
        assertThat(expected > 0 || count == 0).as("impossible %s", cell.getKey()).isTrue();
        rareExpected += expected;
        rareSeen += count;
      } else {
        sum += (count - expected) * (count - expected) / expected;
      }
    }
    return rareExpected == 0
        ? sum
        : sum + (rareSeen - rareExpected) * (rareSeen - rareExpected) / rareExpected;
  }

  private void extend(
      List<Integer> answer,
      double weight,
      SamplingOptions sampling,
      Map<List<Integer>, Double> longer) {
    DecodeLoop loop = loop(new NoDrafter(), StepListener.NONE);
    try (Sequence sequence = loop.open(PROMPT, options(sampling, TOKENS + 1))) {
      answer.forEach(sequence.sampling()::push);
      TokenDistribution p = new TokenDistribution(VOCABULARY);
      p.set(logitsAfter(answer), sampling, sequence.sampling().history());
      for (int token = 0; token < VOCABULARY; token++) {
        List<Integer> next = new ArrayList<>(answer);
        next.add(token);
        longer.put(next, weight * p.probability(token));
      }
    }
  }

  private float[] logitsAfter(List<Integer> answer) {
    List<Integer> text = new ArrayList<>();
    for (int token : PROMPT) {
      text.add(token);
    }
    text.addAll(answer);
    int[] ids = text.stream().mapToInt(token -> token).toArray();
    float[] logits = new float[VOCABULARY];
    try (KvCache cache = target.newCache(ids.length)) {
      RowLayout layout = new RowLayout();
      layout.beginSegment(cache.store(), 0);
      for (int i = 0; i < ids.length; i++) {
        layout.addCausalRow(i);
      }
      backend.beginStep();
      Matrix hidden = target.network().forward(ids, layout, FeatureTaps.NONE).finalNorm();
      backend.read(target.network().logits(hidden), ids.length - 1, logits);
    }
    return logits;
  }
}
