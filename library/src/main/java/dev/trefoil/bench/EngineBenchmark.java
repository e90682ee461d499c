package dev.trefoil.bench;

import dev.trefoil.bench.EngineReport.EngineStep;
import dev.trefoil.bench.TimedBackend.Phase;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.KvStore;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.RowLayout;
import dev.trefoil.compute.Weight;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.compute.cpu.ReadBandwidth;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.Llama;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Step times of a model shape with random weights, against the memory limit. What is measured is
/// the network that decodes, driven as decoding drives it.
///
/// Row counts are measured in turn, so that a drifting machine slows all of them alike.
public final class EngineBenchmark {
  private static final int PREFILL_TOKENS = 512;
  private static final int PREFILL_REPEATS = 4;
  private static final int PRODUCT_SIZE = 4096;

  /// What to measure.
  ///
  /// @param context tokens before the measured rows
  /// @param threads 0 for all cores
  /// @param rowCounts ascending from 1
  /// @param secondsPerPhase how long to warm up, and then how long to measure
  public record Options(
      EngineShape shape,
      Precision precision,
      int context,
      int threads,
      List<Integer> rowCounts,
      double secondsPerPhase,
      long seed) {
    public Options {
      rowCounts = List.copyOf(rowCounts);
      if (context < 0 || rowCounts.isEmpty() || rowCounts.getFirst() != 1) {
        throw new IllegalArgumentException(
            "context %d and row counts %s: context must not be negative, rows start at 1"
                .formatted(context, rowCounts));
      }
    }

    /// The usual row counts.
    public static Options of(EngineShape shape, Precision precision, int context, int threads) {
      List<Integer> rows = List.of(1, 2, 4, 8, 16, 24, 32);
      return new Options(shape, precision, context, threads, rows, 8, 42);
    }
  }

  private final Options options;
  private final ModelConfig config;
  private final Random random;

  private EngineBenchmark(Options options) {
    this.options = options;
    this.config = options.shape().config(capacity(options));
    this.random = new Random(options.seed());
  }

  /// Measures; takes some twenty seconds and prints nothing.
  public static EngineReport run(Options options) {
    return new EngineBenchmark(options).run();
  }

  private static int capacity(Options options) {
    return Math.max(options.context() + options.rowCounts().getLast(), PREFILL_TOKENS) + 8;
  }

  private EngineReport run() {
    double before = ReadBandwidth.measure(options.threads());
    try (Backend plain = CpuBackend.open(options.precision(), options.threads())) {
      TimedBackend backend = new TimedBackend(plain, _ -> false);
      long start = System.nanoTime();
      Llama model = load(backend);
      double loadSeconds = (System.nanoTime() - start) * 1e-9;
      try (KvStore store =
          plain.kvStore(config.layers(), model.attentionShape(), capacity(options))) {
        fillContext(model, store);
        Steps steps = new Steps(model, backend, store);
        steps.measure();
        double prefillSeconds = prefill(model, store); // last: overwrites the context
        long peak = Machine.peakResidentMb();
        double bandwidth = Math.max(before, ReadBandwidth.measure(options.threads()));
        return report(plain, store, bandwidth, loadSeconds, prefillSeconds, steps, peak);
      }
    }
  }

  private Llama load(Backend backend) {
    try (RandomTensors tensors = new RandomTensors(config, random)) {
      return new Llama(config, backend, tensors, config.contextLength());
    }
  }

  private EngineReport report(
      Backend backend,
      KvStore store,
      double bandwidth,
      double loadSeconds,
      double prefillSeconds,
      Steps steps,
      long peak) {
    EngineShape shape = options.shape();
    long head = (long) shape.vocabulary() * shape.hidden();
    double prefillWork = 2e-9 * (PREFILL_TOKENS * (double) (shape.linearWeights() - head) + head);
    long bytes = shape.linearWeights() * bytesPerWeight();
    return new EngineReport(
        Machine.current(),
        shape.text(),
        options.precision().label(),
        backend.threads(),
        options.context(),
        options.seed(),
        bandwidth,
        bytes,
        store.byteSize(),
        loadSeconds,
        steps.results(bytes / (bandwidth * 1e6)),
        PREFILL_TOKENS,
        PREFILL_TOKENS / prefillSeconds,
        prefillWork / prefillSeconds,
        productGflops(backend),
        peak);
  }

  private int bytesPerWeight() {
    return switch (options.precision()) {
      case F32 -> 4;
      case BF16 -> 2;
      case INT8 -> 1;
    };
  }

  // ---- prompt

  private double prefill(Llama model, KvStore store) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < PREFILL_REPEATS; i++) {
      long start = System.nanoTime();
      Matrix last = feed(model, store, 0, PREFILL_TOKENS);
      model.backend().argmax(last, new int[1]);
      best = Math.min(best, (System.nanoTime() - start) * 1e-9);
    }
    return best;
  }

  private void fillContext(Llama model, KvStore store) {
    for (int from = 0; from < options.context(); from += PREFILL_TOKENS) {
      feed(model, store, from, Math.min(PREFILL_TOKENS, options.context() - from));
    }
  }

  /// Logits of the last of `count` random tokens.
  private Matrix feed(Llama model, KvStore store, int from, int count) {
    RowLayout layout = new RowLayout();
    layout.beginSegment(store, from);
    for (int i = 0; i < count; i++) {
      layout.addCausalRow(from + i);
    }
    int[] ids = random.ints(count, 0, config.vocabularySize()).toArray();
    model.backend().beginStep();
    Matrix hidden = model.forward(ids, layout, FeatureTaps.NONE).finalNorm();
    return model.logits(model.backend().gather(hidden, new int[] {count - 1}, 1));
  }

  private double productGflops(Backend backend) {
    float[] values = new float[PRODUCT_SIZE * PRODUCT_SIZE];
    Arrays.fill(values, 0.01f);
    HostTensor tensor = HostTensor.of(values, PRODUCT_SIZE, PRODUCT_SIZE);
    Weight weight = backend.linearWeight(List.of(new NamedTensor("product", tensor)), List.of());
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      backend.beginStep();
      Matrix x = backend.upload(values, 32, PRODUCT_SIZE);
      long start = System.nanoTime();
      backend.linear(x, weight);
      best = Math.min(best, (double) (System.nanoTime() - start));
    }
    return 2.0 * 32 * PRODUCT_SIZE * PRODUCT_SIZE / best;
  }

  // ---- steps

  private final class Steps {
    private final Llama model;
    private final TimedBackend backend;
    private final List<Integer> counts = options.rowCounts();
    private final List<RowLayout> layouts = new ArrayList<>();
    private final List<List<double[]>> samples = new ArrayList<>(); // [count][sample][phase]
    private final int[] ids;
    private final int[] best;

    Steps(Llama model, TimedBackend backend, KvStore store) {
      this.model = model;
      this.backend = backend;
      int most = counts.getLast();
      this.ids = random.ints(most, 0, config.vocabularySize()).toArray();
      this.best = new int[most];
      for (int count : counts) {
        layouts.add(tree(store, count));
        samples.add(new ArrayList<>());
      }
    }

    /// A tree in level order in which every node has two children.
    private RowLayout tree(KvStore store, int rows) {
      RowLayout layout = new RowLayout();
      layout.beginSegment(store, options.context());
      for (int i = 0; i < rows; i++) {
        int depth = 31 - Integer.numberOfLeadingZeros(i + 1);
        layout.addTreeRow(options.context() + depth, i == 0 ? -1 : (i - 1) / 2);
      }
      return layout;
    }

    void measure() {
      rounds(false);
      rounds(true);
    }

    private void rounds(boolean record) {
      long end = System.nanoTime() + (long) (options.secondsPerPhase() * 1e9);
      int rounds = 0;
      while (rounds < 3 || System.nanoTime() < end) {
        for (int i = 0; i < counts.size(); i++) {
          double[] sample = step(layouts.get(i));
          if (record) {
            samples.get(i).add(sample);
          }
        }
        rounds++;
      }
    }

    /// Milliseconds of the step, the layers' products, the head and attention.
    private double[] step(RowLayout layout) {
      backend.reset();
      long start = System.nanoTime();
      backend.beginStep();
      Matrix hidden = model.forward(ids, layout, FeatureTaps.NONE).finalNorm();
      long layers = backend.nanos(Phase.PRODUCT);
      Matrix logits = model.logits(hidden);
      long head = backend.nanos(Phase.PRODUCT) - layers;
      backend.argmax(logits, best);
      long total = System.nanoTime() - start;
      return new double[] {
        total * 1e-6, layers * 1e-6, head * 1e-6, backend.nanos(Phase.ATTENTION) * 1e-6
      };
    }

    private double median(int count, int phase) {
      double[] sorted = samples.get(count).stream().mapToDouble(s -> s[phase]).sorted().toArray();
      return sorted[sorted.length / 2];
    }

    List<EngineStep> results(double limitMs) {
      List<EngineStep> steps = new ArrayList<>();
      for (int i = 0; i < counts.size(); i++) {
        double ms = median(i, 0);
        double linear = median(i, 1);
        double head = median(i, 2);
        double attention = median(i, 3);
        steps.add(
            new EngineStep(
                counts.get(i),
                ms,
                limitMs / ms,
                ms / median(0, 0),
                linear,
                head,
                attention,
                ms - linear - head - attention));
      }
      return steps;
    }
  }
}
