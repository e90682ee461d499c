package dev.trefoil.cli;

import dev.trefoil.bench.Comparison;
import dev.trefoil.bench.ComparisonReport;
import dev.trefoil.bench.ComparisonReport.MethodReport;
import dev.trefoil.bench.ComparisonTable;
import dev.trefoil.bench.DemoQuestions;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.Method;
import dev.trefoil.engine.MethodOptions;
import java.io.PrintWriter;
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
  @Spec private CommandSpec spec;
  @Mixin private ModelOptions model;

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
    try (LoadedModel loaded = model.load();
        ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), "demo", "prompts")) {
      ComparisonReport report =
          new Comparison(loaded, DemoQuestions.all(), maxNewTokens, repeats)
              .run(Method.parseList(methods, MethodOptions.NONE), bar);
      bar.clear();
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? Json.page(report) + "\n" : ComparisonTable.render(report));
      out.flush();
      return report.methods().stream().allMatch(MethodReport::identical) ? 0 : 1;
    }
  }
}
