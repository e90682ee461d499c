package dev.trefoil.bench.prove;

import dev.trefoil.compute.Backend;
import dev.trefoil.decoding.Acceptance;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.NoDrafter;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.SequenceOptions;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.acceptance.LosslessAcceptance;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// Samples the first tokens of many answers through the decode loop, in batches, and compares how
/// often each answer came with its exact probability.
///
/// The target is a random network of six tokens, so that all its answers can be counted; what is
/// tested is the loop, the acceptance and the processors, which do not know how large a vocabulary
/// is. Deterministic for a seed. Owned by the thread that owns the backend.
public final class DistributionProof {
  /// How often a sound method is accused.
  public static final double FALSE_ALARM_RATE = 1e-6;

  /// Answers per check: a probability that is off by a hundredth is found.
  public static final int SAMPLES = 12_000;

  private static final int TOKENS = 3;
  private static final int BATCH = 64;
  private static final TreeBudget BUDGET = new TreeBudget(6, 2);
  private static final int[] PROMPT = {2}; // a single token needs no pass before the first step

  private final Target target;
  private final int samples;
  private final long seed;
  private final int[] prompt;
  private final TreeBudget budget;

  public DistributionProof(Backend backend, int samples, long seed) {
    this(backend, samples, seed, PROMPT, BUDGET);
  }

  /// For drafters that need a longer prompt or larger trees.
  DistributionProof(Backend backend, int samples, long seed, int[] prompt, TreeBudget budget) {
    if (samples < 1) {
      throw new IllegalArgumentException("%d samples; at least 1 is needed".formatted(samples));
    }
    this.target = ToyTarget.create(backend, seed);
    this.samples = samples;
    this.seed = seed;
    this.prompt = prompt.clone();
    this.budget = budget;
  }

  /// Whose answers are counted.
  Target target() {
    return target;
  }

  /// The ways of choosing tokens that [#checkAll] tries, by what reports call them.
  static Map<String, SamplingOptions> processors() {
    Map<String, SamplingOptions> named = new LinkedHashMap<>();
    named.put("temperature 0.8", SamplingOptions.atTemperature(0.8, 0));
    named.put(
        "all processors",
        new SamplingOptions(0.9, 5, 0.95, 0.02, 1.2, 0.3, 0.2, Map.of(1, 0.7, 4, -0.5), 0));
    return named;
  }

  /// Plain decoding, random trees, and random trees with drawn children, each with and without all
  /// processors, decided by the default rule.
  public List<DistributionCheck> checkAll() {
    int vocabulary = target.config().vocabularySize();
    List<Drafter> drafters =
        List.of(
            new NoDrafter(),
            new RandomTreeDrafter(false, vocabulary),
            new RandomTreeDrafter(true, vocabulary));
    List<DistributionCheck> checks = new ArrayList<>();
    processors()
        .forEach(
            (name, options) -> {
              for (Drafter drafter : drafters) {
                Acceptance acceptance = new LosslessAcceptance(target.backend(), vocabulary);
                checks.add(check(drafter, acceptance, name, options));
              }
            });
    return checks;
  }

  /// One method with one way of choosing tokens.
  ///
  /// @param drafter over a vocabulary of [ToyTarget#VOCABULARY]
  DistributionCheck check(
      Drafter drafter, Acceptance acceptance, String processors, SamplingOptions options) {
    double[] exact = ExactAnswers.of(target, options, prompt, TOKENS);
    long[] counts = new long[exact.length];
    DecodeLoop loop = new DecodeLoop(target, drafter, acceptance, budget, StepListener.NONE);
    long steps = 0;
    for (int first = 0; first < samples; first += BATCH) {
      steps += sample(loop, options, first, Math.min(BATCH, samples - first), counts);
    }
    ChiSquare test = ChiSquare.of(counts, exact);
    return new DistributionCheck(
        drafter.name(),
        processors,
        samples,
        test.cells(),
        test.impossible(),
        test.statistic(),
        Math.max(0, test.cells() - 1),
        test.pValue(),
        (double) samples * TOKENS / steps,
        test.pValue() >= FALSE_ALARM_RATE);
  }

  /// Decodes a batch and returns its number of steps, summed over sequences.
  private long sample(
      DecodeLoop loop, SamplingOptions options, int first, int count, long[] counts) {
    Limits limits = new Limits(TOKENS, Set.of());
    List<Sequence> batch = new ArrayList<>();
    long steps = 0;
    try {
      for (int i = 0; i < count; i++) {
        SamplingOptions own = options.withSeed(seed * 1_000_003 + first + i);
        batch.add(loop.open(prompt, new SequenceOptions(limits, own, OptionalInt.empty())));
      }
      List<Sequence> running = new ArrayList<>(batch);
      while (!running.isEmpty()) {
        steps += running.size();
        loop.step(running);
        running.removeIf(Sequence::isFinished);
      }
      for (Sequence sequence : batch) {
        int vocabulary = target.config().vocabularySize();
        counts[ExactAnswers.index(sequence.generated(), TOKENS, vocabulary)]++;
      }
    } finally {
      batch.forEach(Sequence::close);
    }
    return steps;
  }
}
