package dev.trefoil.bench.draft;

import dev.trefoil.bench.TimedBackend;
import dev.trefoil.bench.TimedBackend.Phase;
import dev.trefoil.bench.draft.DraftReport.DraftCost;
import dev.trefoil.decoding.DecodeLoop;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.NoDrafter;
import dev.trefoil.decoding.RowPolicy;
import dev.trefoil.decoding.Sequence;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.StepOutput;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/// Plain and speculative steps in turn, of two sequences with the same prompt.
final class PairedSteps implements RowPolicy {
  /// Tokens beyond those of the measured steps, so that no tree is cut at the end.
  static final int MARGIN = 96;

  /// A proposal by what its operations are for, in milliseconds.
  private record Phases(
      double layers, double attention, double head, double choice, double copy, double untimed) {
    static Phases of(TimedBackend backend) {
      return new Phases(
          (backend.nanos(Phase.PRODUCT) + backend.nanos(Phase.ROWS)) * 1e-6,
          backend.nanos(Phase.ATTENTION) * 1e-6,
          backend.nanos(Phase.HEAD) * 1e-6,
          backend.nanos(Phase.CHOICE) * 1e-6,
          backend.nanos(Phase.COPY) * 1e-6,
          backend.afterHeadsNanos() * 1e-6);
    }

    double operations() {
      return layers + attention + head + choice + copy;
    }
  }

  /// One pair of steps, in milliseconds.
  private record Sample(
      double plain,
      double proposal,
      Phases phases,
      int treeRows,
      long headProducts,
      double verify) {}

  private final DraftKind kind;
  private final TimedBackend backend;
  private final DraftBenchmark.Options options;
  private final DecodeLoop plain;
  private final DecodeLoop speculative;
  private final Sharpening sharpening;
  private final int[] prompt;
  private final List<Sample> samples = new ArrayList<>();
  private double plainMs;
  private long plainWeights;
  private long proposalWeights;
  private int treeRows;
  private long headProducts;
  private Phases phases = new Phases(0, 0, 0, 0, 0, 0);

  PairedSteps(
      DraftKind kind,
      Target target,
      TimedBackend backend,
      Sharpening sharpening,
      Drafter drafter,
      DraftBenchmark.Options options) {
    this.kind = kind;
    this.backend = backend;
    this.options = options;
    this.sharpening = sharpening;
    FirstPath acceptance = new FirstPath(DraftBenchmark.ACCEPTED_PROPOSALS);
    this.plain =
        new DecodeLoop(
            target, new NoDrafter(), acceptance, new TreeBudget(1, 0), StepListener.NONE);
    this.speculative =
        new DecodeLoop(target, drafter, acceptance, kind.budget(), this, this::record);
    this.prompt =
        new SplittableRandom(options.seed())
            .ints(options.context() + 1, 0, target.config().vocabularySize())
            .toArray();
  }

  DraftCost measure() {
    int tokens = 2 * options.steps() * (1 + DraftBenchmark.ACCEPTED_PROPOSALS) + MARGIN / 2;
    Limits limits = new Limits(tokens, Set.of());
    try (Sequence one = plain.open(prompt, limits);
        Sequence other = speculative.open(prompt, limits)) {
      rounds(one, other);
      samples.clear();
      proposalWeights = 0;
      rounds(one, other);
    }
    return cost();
  }

  private void rounds(Sequence one, Sequence other) {
    long end = System.nanoTime() + (long) (options.secondsPerPhase() * 1e9);
    for (int i = 0; i < options.steps() && (i < 3 || System.nanoTime() < end); i++) {
      backend.reset();
      long start = System.nanoTime();
      plain.step(List.of(one));
      plainMs = (System.nanoTime() - start) * 1e-6;
      plainWeights = backend.weightsRead();
      speculative.step(List.of(other));
    }
    if (other.counters().faults() > 0) {
      throw new IllegalStateException(
          "%d proposals of %s failed; see the log"
              .formatted(other.counters().faults(), kind.label()));
    }
  }

  @Override
  public void beforePropose(List<Sequence> batch) {
    backend.reset();
    backend.afterHeads(sharpening::apply);
  }

  @Override
  public void afterPropose(List<Sequence> batch) {
    backend.afterHeads(UnaryOperator.identity());
    headProducts = backend.headProducts();
    treeRows = batch.getFirst().tree().size();
    proposalWeights += backend.weightsRead();
    phases = Phases.of(backend);
  }

  private void record(List<Sequence> batch, StepOutput output) {
    double proposal = output.draftNanos() * 1e-6 - phases.untimed();
    double verify = output.verifyNanos() * 1e-6;
    samples.add(new Sample(plainMs, proposal, phases, treeRows, headProducts, verify));
  }

  private DraftCost cost() {
    OptionalDouble target = kind.targetShare();
    return new DraftCost(
        kind.label(),
        samples.stream().mapToInt(Sample::treeRows).average().orElseThrow(),
        samples.stream().mapToLong(Sample::headProducts).average().orElseThrow(),
        samples.size(),
        median(Sample::proposal),
        median(sample -> sample.phases().layers()),
        median(sample -> sample.phases().attention()),
        median(sample -> sample.phases().head()),
        median(sample -> sample.phases().choice()),
        median(sample -> sample.proposal() - sample.phases().operations()),
        median(sample -> sample.phases().copy()),
        median(Sample::plain),
        median(sample -> sample.proposal() / sample.plain()),
        proposalWeights / (double) samples.size() / plainWeights,
        target.isPresent() ? target.getAsDouble() : null,
        median(Sample::verify));
  }

  private double median(ToDoubleFunction<Sample> value) {
    double[] sorted = samples.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
