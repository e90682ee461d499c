package dev.trefoil.cli;

import dev.trefoil.bench.DemoQuestions;
import dev.trefoil.bench.Machine;
import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.MethodResult;
import dev.trefoil.bench.run.BenchResults;
import dev.trefoil.bench.run.BenchRunner;
import dev.trefoil.bench.run.QuestionChoice;
import dev.trefoil.bench.run.ReportTable;
import dev.trefoil.bench.run.RunSettings;
import dev.trefoil.bench.run.RunStore;
import dev.trefoil.bench.specbench.Question;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.Method;
import dev.trefoil.engine.MethodOptions;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trefoil demo`: every method against plain decoding on built-in prompts.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Every method against plain decoding, on twelve built-in prompts.",
    footer = {
      "",
      "Exit code 1 when a method's answer differs from plain decoding's.",
      "",
      "Examples:",
      "  trefoil demo",
      "  trefoil demo --quick --dtype int8 --json",
      "  trefoil demo --model DIR --methods pld,sam --repeats 5 --seconds 600",
    })
final class DemoCommand implements Callable<Integer> {
  private static final double WARM_UP_SECONDS = 2;
  private static final int QUICK_NEW_TOKENS = 64;

  @Spec private CommandSpec spec;
  @Mixin private ModelOptions model;
  @Mixin private MethodNeeds needs;

  @Option(
      names = "--methods",
      paramLabel = "LIST",
      defaultValue = "all",
      description = "Methods, comma-separated (default: all).")
  private String methods = "all";

  @Option(
      names = "--quick",
      description = "One prompt of each kind, one run of each, at most 64 new tokens.")
  private boolean quick;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Length limit of an answer (default: 128).")
  private int maxNewTokens;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "Most timed runs of each prompt and method; the median counts (default: 3).")
  private int repeats;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "60",
      description = "No further repeat is begun that would end later than this (default: 60).")
  private double seconds;

  @Option(names = "--json", description = "Prints one JSON object instead of the table.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  DemoCommand() {}

  @Override
  public Integer call() {
    MethodOptions options = needs.options(model.name());
    List<Method> chosen = needs.methods(methods, options);
    try (LoadedModel loaded = model.load();
        ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), "demo", "pairs of runs")) {
      BenchReport report = measure(loaded, chosen, options, bar);
      bar.clear();
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? Json.page(report) + "\n" : ReportTable.render(report));
      out.flush();
      return report.methods().stream().allMatch(MethodResult::identical) ? 0 : 1;
    }
  }

  /// Repeats all prompts and methods while there is time; the first time is always whole.
  private BenchReport measure(
      LoadedModel loaded, List<Method> chosen, MethodOptions options, ProgressBar bar) {
    List<Question> questions = quick ? oneOfEachKind() : DemoQuestions.all();
    RunStore runs = RunStore.inMemory();
    long start = System.nanoTime();
    int most = quick ? 1 : repeats;
    for (int done = 1; ; done++) {
      RunSettings settings = settings(done);
      BenchRunner runner =
          new BenchRunner(loaded, chosen, options, questions, settings, InstantSource.system());
      runner.run(runs, bar, () -> false);
      double spent = (System.nanoTime() - start) / 1e9;
      if (done == most || spent * (done + 1) / done > seconds) {
        return report(loaded, settings, runner.pairedMethods(), runs);
      }
    }
  }

  private RunSettings settings(int repeat) {
    return new RunSettings(
        quick ? Math.min(maxNewTokens, QUICK_NEW_TOKENS) : maxNewTokens,
        repeat,
        SamplingOptions.GREEDY,
        false,
        repeat == 1 ? WARM_UP_SECONDS : 0);
  }

  private static List<Question> oneOfEachKind() {
    return new QuestionChoice(Set.of(), 1).from(DemoQuestions.all());
  }

  private BenchReport report(
      LoadedModel loaded, RunSettings settings, List<String> paired, RunStore runs) {
    BenchResults.Origin origin =
        new BenchResults.Origin(
            Machine.current(),
            model.name(),
            loaded.options().precision().label(),
            BenchFiles.command(spec),
            settings,
            Set.of(),
            BenchFiles.stepCosts(loaded));
    return BenchResults.of(origin, paired, runs.pairs()).report();
  }
}
