package dev.trefoil.cli;

import dev.trefoil.bench.DemoQuestions;
import dev.trefoil.bench.Machine;
import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.MethodResult;
import dev.trefoil.bench.run.BenchResults;
import dev.trefoil.bench.run.BenchRunner;
import dev.trefoil.bench.run.ReportTable;
import dev.trefoil.bench.run.RunSettings;
import dev.trefoil.bench.run.RunStore;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.engine.LoadedModel;
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
      "  trefoil demo --dtype int8 --json",
      "  trefoil demo --model DIR --methods pld --repeats 5",
    })
final class DemoCommand implements Callable<Integer> {
  private static final double WARM_UP_SECONDS = 2;

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
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Length limit of an answer (default: 128).")
  private int maxNewTokens;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "Timed runs of each prompt and method; the median counts (default: 3).")
  private int repeats;

  @Option(names = "--json", description = "Prints one JSON object instead of the table.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  DemoCommand() {}

  @Override
  public Integer call() {
    RunSettings settings =
        new RunSettings(maxNewTokens, repeats, SamplingOptions.GREEDY, false, WARM_UP_SECONDS);
    try (LoadedModel loaded = model.load();
        ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), "demo", "pairs of runs")) {
      BenchRunner runner =
          new BenchRunner(
              loaded,
              needs.methods(methods),
              needs.options(),
              DemoQuestions.all(),
              settings,
              InstantSource.system());
      RunStore runs = RunStore.inMemory();
      runner.run(runs, bar, () -> false);
      bar.clear();
      BenchReport report = report(loaded, settings, runner.pairedMethods(), runs);
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? Json.page(report) + "\n" : ReportTable.render(report));
      out.flush();
      return report.methods().stream().allMatch(MethodResult::identical) ? 0 : 1;
    }
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
