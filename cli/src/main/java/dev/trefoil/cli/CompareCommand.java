package dev.trefoil.cli;

import dev.trefoil.bench.specbench.AnswerFile;
import dev.trefoil.bench.specbench.AnswerLine;
import dev.trefoil.bench.specbench.Equality;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trefoil compare`: whether two answer files hold the same answers.
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = "Says whether two answer files hold the same answers, and where they part.",
    footer = {
      "",
      "Exit code 1 when the answers differ. docs/benchmarking.md explains the modes.",
      "",
      "Examples:",
      "  trefoil compare out/answers/demo-vanilla.jsonl out/answers/demo-pld.jsonl",
      "  trefoil compare vanilla.jsonl eagle.jsonl --mode compat",
      "  trefoil compare vanilla.jsonl eagle.jsonl --json",
    })
final class CompareCommand implements Callable<Integer> {
  private static final int QUESTIONS_SHOWN = 10;

  /// How to compare.
  enum Mode {
    COMPAT,
    STRICT
  }

  /// What `--json` prints.
  record Report(String mode, String first, String second, Equality result) {}

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "A.jsonl", description = "An answer file.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B.jsonl", description = "Another one.")
  private Path second;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "strict",
      description =
          "strict: by question, all turns and choices, a missing question is a difference; compat:"
              + " line by line as Spec-Bench's equal.py, surplus lines ignored (default: strict).")
  private Mode mode;

  @Option(names = "--json", description = "Prints one JSON object.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  CompareCommand() {}

  @Override
  public Integer call() {
    List<AnswerLine> a = AnswerFile.read(first);
    List<AnswerLine> b = AnswerFile.read(second);
    Equality result =
        switch (mode) {
          case COMPAT -> Equality.compat(a, b);
          case STRICT -> Equality.strict(first.toString(), a, second.toString(), b);
        };
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      String name = mode.name().toLowerCase(Locale.ROOT);
      out.println(Json.page(new Report(name, first.toString(), second.toString(), result)));
    } else {
      print(out, result);
    }
    out.flush();
    return result.equal() ? 0 : 1;
  }

  private void print(PrintWriter out, Equality result) {
    out.println(result.message());
    out.printf(
        Locale.ROOT, "%d answers compared, %d differ%n", result.compared(), result.differing());
    if (result.first() != null) {
      out.println("first difference: " + result.first().describe());
    }
    surplus(out, first, result.onlyInFirst());
    surplus(out, second, result.onlyInSecond());
  }

  private void surplus(PrintWriter out, Path file, List<Long> questions) {
    if (!questions.isEmpty()) {
      List<String> shown = questions.stream().limit(QUESTIONS_SHOWN).map(String::valueOf).toList();
      out.printf(
          Locale.ROOT,
          "only in %s: %d answers (question %s%s)%s%n",
          file,
          questions.size(),
          String.join(", ", shown),
          shown.size() < questions.size() ? ", ..." : "",
          mode == Mode.COMPAT ? "; compat ignores them, as equal.py does" : "");
    }
  }
}
