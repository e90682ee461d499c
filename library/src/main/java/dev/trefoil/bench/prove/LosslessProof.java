package dev.trefoil.bench.prove;

import dev.trefoil.bench.Machine;
import dev.trefoil.bench.Progress;
import dev.trefoil.compute.Precision;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.engine.Engine;
import dev.trefoil.engine.Generation;
import dev.trefoil.engine.GenerationListener;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.Method;
import dev.trefoil.engine.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Runs every method in every setting and compares ids and logit bits with plain decoding of one
/// sequence on the first thread count.
///
/// Methods run with their published numbers of rows, whatever pays here: more speculation, more to
/// prove.
public final class LosslessProof {
  /// Loads the model in a setting; the proof closes it.
  @FunctionalInterface
  public interface Loader {
    LoadedModel load(Precision precision, int threads, int batch);
  }

  private final Loader loader;
  private final Function<LoadedModel, List<Request>> requests;
  private final ProofOptions options;
  private final List<ProofReport.Setting> settings = new ArrayList<>();
  private String modelName = "";
  private int done;

  /// @param requests the prompts as greedy requests of a model
  @SuppressWarnings("MissingSummary") // the parameters say all
  public LosslessProof(
      Loader loader, Function<LoadedModel, List<Request>> requests, ProofOptions options) {
    this.loader = loader;
    this.requests = requests;
    this.options = options;
  }

  /// Runs all settings. The distributions are not part of it; see [DistributionProof].
  public ProofReport run(Progress progress, List<DistributionCheck> distributions) {
    int total =
        options.precisions().size()
            * options.threads().size()
            * options.batches().size()
            * options.methods().size();
    int prompts = 0;
    for (Precision precision : options.precisions()) {
      Reference reference = null;
      for (int threads : options.threads()) {
        for (int batch : options.batches()) {
          try (LoadedModel model = loader.load(precision, threads, batch)) {
            modelName = model.target().name();
            List<Request> greedy = requests.apply(model);
            prompts = greedy.size();
            if (reference == null) {
              reference = reference(model, greedy);
            }
            for (Method method : options.methods()) {
              compare(model, method, batch, threads, reference);
              progress.done(++done, total);
            }
          }
        }
      }
    }
    return new ProofReport(
        Machine.current(), modelName, prompts, options.maxNewTokens(), settings, distributions);
  }

  /// Plain answers, each decoded alone.
  private record Reference(
      List<Request> greedy, Run greedyRun, List<Request> sampled, Run sampledRun) {}

  /// Answers and the hashes of their logits.
  private record Run(List<Generation> answers, AnswerTrace trace, boolean byChance) {}

  private Reference reference(LoadedModel model, List<Request> greedy) {
    List<Request> sampled = new ArrayList<>();
    for (int seed = 0; seed < options.samplingSeeds(); seed++) {
      for (Request request : greedy) {
        sampled.add(request.sampled(SamplingOptions.atTemperature(1, sampled.size())));
      }
    }
    return new Reference(greedy, alone(model, greedy), sampled, alone(model, sampled));
  }

  private Run alone(LoadedModel model, List<Request> list) {
    AnswerTrace trace = trace(model);
    List<Generation> answers = new ArrayList<>();
    try (Engine engine = new Engine(model, Method.VANILLA, options.needs(), trace)) {
      list.forEach(request -> answers.add(engine.generate(request)));
    }
    return new Run(answers, trace, false);
  }

  private static AnswerTrace trace(LoadedModel model) {
    return new AnswerTrace(model.target().backend(), model.target().config().vocabularySize());
  }

  private void compare(
      LoadedModel model, Method method, int batch, int threads, Reference reference) {
    String dtype = model.options().precision().label();
    Run greedy = run(model, method, reference.greedy());
    settings.add(setting(method, dtype, batch, threads, 0, reference.greedyRun(), greedy));
    // where a draft proposes by chance, answers have the same distribution but not the same ids
    if (!reference.sampled().isEmpty() && !greedy.byChance()) {
      Run sampled = run(model, method, reference.sampled());
      settings.add(setting(method, dtype, batch, threads, 1, reference.sampledRun(), sampled));
    }
  }

  private Run run(LoadedModel model, Method method, List<Request> list) {
    AnswerTrace trace = trace(model);
    try (Engine engine = new Engine(model, method, options.needs(), trace)) {
      List<Generation> answers = engine.generate(list, GenerationListener.NONE, () -> false);
      return new Run(answers, trace, engine.proposesByChance());
    }
  }

  private static ProofReport.Setting setting(
      Method method,
      String dtype,
      int batch,
      int threads,
      double temperature,
      Run plain,
      Run other) {
    long tokens = 0;
    long faults = 0;
    int answers = 0;
    long logits = 0;
    String first = null;
    for (int i = 0; i < plain.answers().size(); i++) {
      int[] expected = plain.answers().get(i).tokens();
      int[] found = other.answers().get(i).tokens();
      tokens += found.length;
      faults += other.answers().get(i).stats().faults();
      int at = Arrays.mismatch(expected, found);
      long differing = differing(plain.trace().hashes(i), other.trace().hashes(i));
      answers += at < 0 ? 0 : 1;
      logits += differing;
      if (first == null && (at >= 0 || differing > 0)) {
        first = describe(i, at, expected, found);
      }
    }
    return new ProofReport.Setting(
        method.label(),
        dtype,
        batch,
        threads,
        temperature,
        tokens,
        other.trace().acceptedTokens(),
        answers,
        logits,
        first,
        faults);
  }

  private static long differing(long[] expected, long[] found) {
    long count = Math.abs(expected.length - found.length);
    for (int i = 0; i < Math.min(expected.length, found.length); i++) {
      count += expected[i] == found[i] ? 0 : 1;
    }
    return count;
  }

  private static String describe(int prompt, int at, int[] expected, int[] found) {
    return at < 0
        ? "prompt %d: the same ids, but other logits".formatted(prompt + 1)
        : "prompt %d, token %d: %s instead of %s"
            .formatted(prompt + 1, at + 1, token(found, at), token(expected, at));
  }

  private static String token(int[] tokens, int at) {
    return at < tokens.length ? String.valueOf(tokens[at]) : "the end";
  }
}
