package dev.trefoil.cli;

import dev.trefoil.bench.specbench.AnswerFile;
import dev.trefoil.bench.specbench.AnswerRun;
import dev.trefoil.bench.specbench.CloverScores;
import dev.trefoil.bench.specbench.CompatSpeed;
import dev.trefoil.bench.specbench.StrictSpeed;
import dev.trefoil.bench.specbench.TokenCounter;
import dev.trefoil.text.Tokenizer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `trefoil speed`: the speed-up of an answer file over the baseline's.
@Command(
    name = "speed",
    mixinStandardHelpOptions = true,
    description = "Speeds of an answer file against the baseline's, per group of questions.",
    footer = {
      "",
      "Several runs: repeat --file and --base; run i stands beside run i.",
      "docs/benchmarking.md explains the modes.",
      "",
      "Examples:",
      "  trefoil speed --file out/answers/demo-pld.jsonl --base out/answers/demo-vanilla.jsonl",
      "  trefoil speed --file pld.jsonl --base vanilla.jsonl --mode compat --model DIR --json",
      "  trefoil speed --file a1.jsonl --file a2.jsonl --base b1.jsonl --base b2.jsonl",
    })
final class SpeedCommand implements Callable<Integer> {
  /// Which formulas.
  enum Mode {
    COMPAT,
    STRICT,
    CLOVER
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--file",
      paramLabel = "A.jsonl",
      required = true,
      arity = "1..*",
      description = "The method's answer file; several for several runs.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--base",
      paramLabel = "B.jsonl",
      required = true,
      arity = "1..*",
      description = "The baseline's answer file; one for each --file.")
  private List<Path> bases = new ArrayList<>();

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "strict",
      description =
          "strict: the same token counter for both sides, sums over sums; compat: the formulas of"
              + " Spec-Bench's speed.py; clover: those of the Clover scripts (default: strict).")
  private Mode mode;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "Model directory whose tokenizer counts the tokens of texts, 'demo' for the embedded one;"
              + " without it words between white space are counted.")
  private @Nullable String model;

  @Option(names = "--json", description = "Prints one JSON object instead of the table.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  SpeedCommand() {}

  @Override
  public Integer call() {
    if (files.size() != bases.size()) {
      throw new ParameterException(
          spec.commandLine(),
          "%d --file but %d --base; give one baseline file for each"
              .formatted(files.size(), bases.size()));
    }
    if (mode == Mode.CLOVER && files.size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "--mode clover takes one run; give one --file and one --base");
    }
    List<AnswerRun> runs = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      runs.add(
          new AnswerRun(
              files.get(i).toString(),
              AnswerFile.read(files.get(i)),
              bases.get(i).toString(),
              AnswerFile.read(bases.get(i))));
    }
    if (model == null) {
      report(runs, TokenCounter.words());
    } else {
      try (Tokenizer tokenizer = Tokenizer.load(ModelOptions.directory(model))) {
        report(runs, TokenCounter.of(tokenizer));
      }
    }
    return 0;
  }

  private void report(List<AnswerRun> runs, TokenCounter counter) {
    SpeedReport report =
        switch (mode) {
          case COMPAT -> SpeedReport.compat(CompatSpeed.of(runs, counter), runs.size(), counted());
          case STRICT -> SpeedReport.strict(StrictSpeed.of(runs, counter), runs.size(), counted());
          case CLOVER -> SpeedReport.clover(CloverScores.of(runs.getFirst()));
        };
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? Json.page(report.json()) + "\n" : report.table());
    out.flush();
  }

  private String counted() {
    return model == null ? "words between white space" : "tokens of " + model;
  }
}
