package dev.trefoil.cli;

import dev.trefoil.bench.Machine;
import dev.trefoil.bench.report.HtmlReport;
import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.MethodResult;
import dev.trefoil.bench.run.BenchDirectory;
import dev.trefoil.bench.run.BenchResults;
import dev.trefoil.bench.run.BenchRunner;
import dev.trefoil.bench.run.QuestionChoice;
import dev.trefoil.bench.run.ReportTable;
import dev.trefoil.bench.run.RunSettings;
import dev.trefoil.bench.specbench.BenchFileException;
import dev.trefoil.bench.specbench.Question;
import dev.trefoil.bench.specbench.QuestionFile;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.Method;
import dev.trefoil.engine.MethodOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `trefoil bench`: methods against plain decoding on a question set; the engine alone as `trefoil
/// bench engine`.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures methods against plain decoding on questions; goes on where an earlier run with"
            + " the same --out ended. docs/benchmarking.md says how to read the result.",
    subcommands = {BenchEngineCommand.class, BenchDatastoreCommand.class},
    footer = {
      "",
      "Exit code 1 when a greedy answer differs from plain decoding's.",
      "",
      "Examples:",
      "  trefoil bench --methods pld --questions spec_bench.jsonl --limit 10 --out out",
      "  trefoil bench --model A --model B --methods all --questions q.jsonl --out out --json",
      "  trefoil bench --methods pld,sam --questions q.jsonl --categories rag,qa --repeats 3 --out out",
    })
final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private BenchModels models;
  @Mixin private MethodNeeds needs;
  @Mixin private SamplingFlags sampling;

  @Option(
      names = "--methods",
      paramLabel = "LIST",
      defaultValue = "all",
      description = "Methods, comma-separated (default: all that need nothing more).")
  private String methods = "all";

  @Option(
      names = "--questions",
      paramLabel = "Q.jsonl",
      arity = "1..*",
      description =
          "Question files in Spec-Bench's format, or conversations in ShareGPT form, of which what"
              + " people say is asked.")
  private List<Path> questionFiles = new ArrayList<>();

  @Option(
      names = "--categories",
      paramLabel = "LIST",
      split = ",",
      description = "Only these categories or groups (default: all).")
  private List<String> categories = new ArrayList<>();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "N questions of each group, evenly spread over it (default: 0, all).")
  private int limit;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Length limit of an answer (default: 128).")
  private int maxNewTokens;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "1",
      description = "Timed pairs of each question and method; the median counts (default: 1).")
  private int repeats;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "5",
      description = "Seconds of untimed answers before the first timed one (default: 5).")
  private double warmUpSeconds;

  @Option(names = "--out", paramLabel = "DIR", description = "Where runs and reports go.")
  private @Nullable Path out;

  @Option(names = "--restart", description = "Throws away what an earlier run left in --out.")
  private boolean restart;

  @Option(names = "--json", description = "Prints JSON instead of the table: one object a model.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  BenchCommand() {}

  @Override
  public Integer call() {
    Path directory = out;
    if (questionFiles.isEmpty() || directory == null) {
      throw new ParameterException(
          spec.commandLine(),
          "bench what? Give --questions Q.jsonl and --out DIR, or the subcommand engine.");
    }
    RunSettings settings =
        new RunSettings(maxNewTokens, repeats, sampling.options(), true, warmUpSeconds);
    List<Question> questions =
        new QuestionChoice(Set.copyOf(categories), limit).from(QuestionFile.read(questionFiles));
    List<BenchReport> reports = new ArrayList<>();
    try (Interruption interruption = new Interruption()) {
      for (String model : models.names()) {
        Path place = models.names().size() == 1 ? directory : directory.resolve(models.safe(model));
        int left = measure(model, place, questions, settings, interruption, reports);
        if (left > 0) {
          print(reports);
          warn(left + " pairs of runs are left; the same command goes on with them");
          return Trefoil.INTERRUPTED;
        }
      }
    }
    if (models.names().size() > 1) {
      BenchFiles.writePage(directory.resolve("report.html"), reports);
    }
    print(reports);
    return isLossless(reports) ? 0 : 1;
  }

  /// Runs one model and adds its report, if there is anything to report.
  ///
  /// @return pairs that are left to be run
  private int measure(
      String name,
      Path place,
      List<Question> questions,
      RunSettings settings,
      Interruption interruption,
      List<BenchReport> reports) {
    MethodOptions options = needs.options(models.given(name));
    List<Method> chosen = needs.methods(methods, options);
    try (LoadedModel model = models.load(name);
        BenchDirectory directory =
            BenchDirectory.open(
                place, BenchFiles.identity(models, name, options, questions, settings), restart);
        ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), "bench " + name, "pairs")) {
      BenchRunner runner =
          new BenchRunner(model, chosen, options, questions, settings, InstantSource.system());
      int left;
      try {
        left = runner.run(directory.runs(), bar, interruption::wished);
      } catch (BenchFileException diskFull) {
        bar.clear();
        BenchResults soFar = results(model, name, settings, runner, directory);
        if (soFar.completeQuestions() > 0) {
          reports.add(soFar.report());
          print(reports);
        }
        throw diskFull;
      }
      bar.clear();
      BenchResults results = results(model, name, settings, runner, directory);
      if (results.completeQuestions() > 0) {
        BenchReport report = results.report();
        reports.add(report);
        directory.writeAnswers(name, results.answers());
        directory.write("report.json", Json.page(report) + "\n");
        directory.write("report.html", HtmlReport.render(List.of(report)));
      }
      return left;
    }
  }

  private BenchResults results(
      LoadedModel model,
      String name,
      RunSettings settings,
      BenchRunner runner,
      BenchDirectory directory) {
    BenchResults.Origin origin =
        new BenchResults.Origin(
            Machine.current(),
            name,
            model.options().precision().label(),
            BenchFiles.command(spec),
            settings,
            needs.lossyMethods(runner.pairedMethods()),
            BenchFiles.stepCosts(model));
    return BenchResults.of(origin, runner.pairedMethods(), directory.runs().pairs());
  }

  private boolean isLossless(List<BenchReport> reports) {
    return !sampling.options().isGreedy()
        || reports.stream()
            .flatMap(report -> report.methods().stream())
            .allMatch(MethodResult::identical);
  }

  private void print(List<BenchReport> reports) {
    PrintWriter writer = spec.commandLine().getOut();
    if (json) {
      writer.println(
          models.names().size() == 1 && reports.size() == 1
              ? Json.page(reports.getFirst())
              : Json.page(reports));
    } else {
      writer.print(String.join("\n", reports.stream().map(ReportTable::render).toList()));
    }
    writer.flush();
  }

  private void warn(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("trefoil: " + message);
    err.flush();
  }
}
