package dev.trefoil.bench.draft;

import dev.trefoil.bench.EngineShape;
import dev.trefoil.bench.Machine;
import dev.trefoil.bench.Progress;
import dev.trefoil.bench.RandomTensors;
import dev.trefoil.bench.TimedBackend;
import dev.trefoil.bench.draft.DraftReport.DraftCost;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.drafter.draftmodel.DraftModelConfig;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What the proposals of trained drafts cost beside a plain step of their target, all with random
/// weights: plain and speculative steps of the decoding loop in turn, so that a drifting machine
/// slows both alike.
///
/// Each draft is measured with a target of its own that is loaded afresh, so no more than one draft
/// is in memory.
public final class DraftBenchmark {
  /// What a method's published figures are about: two or three tokens of a tree stand.
  static final int ACCEPTED_PROPOSALS = 2;

  /// As Spec-Bench begins; of one length, so that all proposals cost the same.
  private static final DraftModelConfig CHAIN =
      DraftModelConfig.fixed(DraftModelConfig.DEFAULT.draftTokens());

  /// What to measure.
  ///
  /// @param context tokens before the first measured step
  /// @param threads 0 for all cores
  /// @param steps most pairs of steps that are measured, after as many to warm up
  /// @param secondsPerPhase after which warming up ends, and then measuring, with fewer steps
  public record Options(
      EngineShape shape,
      Precision precision,
      int context,
      int threads,
      List<DraftKind> drafts,
      int steps,
      double secondsPerPhase,
      long seed) {
    public Options {
      drafts = List.copyOf(drafts);
      if (context < 2 || steps < 1 || drafts.isEmpty()) {
        throw new IllegalArgumentException(
            "context %d, %d steps and %d drafts: a context of at least 2 tokens, a step and a draft are needed"
                .formatted(context, steps, drafts.size()));
      }
    }

    /// The usual effort.
    public static Options of(
        EngineShape shape, Precision precision, int context, int threads, List<DraftKind> drafts) {
      return new Options(shape, precision, context, threads, drafts, 60, 5, 42);
    }
  }

  private final Options options;
  private final ModelConfig config;

  private DraftBenchmark(Options options) {
    this.options = options;
    int longest = 2 * options.steps() * (1 + ACCEPTED_PROPOSALS) + PairedSteps.MARGIN;
    this.config = options.shape().config(options.context() + longest);
  }

  /// Measures; takes some ten seconds per draft beside loading it, and prints nothing.
  ///
  /// @param progress told of every draft that is done
  public static DraftReport run(Options options, Progress progress) {
    return new DraftBenchmark(options).run(progress);
  }

  private DraftReport run(Progress progress) {
    List<DraftCost> costs = new ArrayList<>();
    int threads = 0;
    for (DraftKind kind : options.drafts()) {
      progress.done(costs.size(), options.drafts().size());
      try (Backend backend = CpuBackend.open(options.precision(), options.threads())) {
        threads = backend.threads();
        costs.add(measure(kind, backend));
      }
    }
    progress.done(costs.size(), costs.size());
    return new DraftReport(
        Machine.current(),
        options.shape().text(),
        options.precision().label(),
        threads,
        options.context(),
        ACCEPTED_PROPOSALS,
        options.seed(),
        costs);
  }

  private DraftCost measure(DraftKind kind, Backend backend) {
    int vocabulary = config.vocabularySize();
    int draftVocabulary = DraftLayout.vocabulary(kind, config);
    TimedBackend timed =
        new TimedBackend(backend, rows -> rows == vocabulary || rows == draftVocabulary);
    SplittableRandom random = new SplittableRandom(options.seed());
    try (RandomTensors weights = new RandomTensors(config, random)) {
      Llama network = new Llama(config, timed, weights, config.contextLength());
      Target target = new Target("random weights", network);
      try (Drafter drafter = open(kind, target, weights)) {
        Sharpening sharpening = new Sharpening(backend);
        return new PairedSteps(kind, target, timed, sharpening, drafter, options).measure();
      }
    }
  }

  private Drafter open(DraftKind kind, Target target, RandomTensors weights) {
    try (RandomDraft draft = RandomDraft.of(kind, config, options.seed())) {
      return draft.open(target, weights, DraftHead.of(target), CHAIN);
    }
  }
}
