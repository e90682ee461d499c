package dev.trefoil.cli;

import dev.trefoil.bench.EngineBenchmark;
import dev.trefoil.bench.EngineReport;
import dev.trefoil.bench.EngineShape;
import dev.trefoil.bench.draft.DraftBenchmark;
import dev.trefoil.bench.draft.DraftKind;
import dev.trefoil.bench.draft.DraftReport;
import dev.trefoil.compute.Precision;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trefoil bench engine`: step times of a model shape against the memory limit.
@Command(
    name = "engine",
    mixinStandardHelpOptions = true,
    description =
        "Times steps of 1 to 32 rows of a model shape with random weights, against the time that"
            + " reading its weights takes; with --draft, proposals of random drafts against a plain"
            + " step.",
    footer = {
      "",
      "Examples:",
      "  trefoil bench engine --shape 384,6,6,6,1024,8192",
      "  trefoil bench engine --shape 2048,22,32,4,5632,32000 --dtype int8",
      "  trefoil bench engine --shape 768,12,12,12,2048,32000 --draft clover2,eagle2 --json",
    })
final class BenchEngineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--shape",
      paramLabel = "H,L,A,K,F,V",
      required = true,
      description = "hidden,layers,heads,kvHeads,ffn,vocab")
  private String shape;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "bf16",
      description = "f32, bf16, int8 (default: bf16).")
  private String dtype;

  @Option(
      names = "--context",
      paramLabel = "N",
      defaultValue = "200",
      description = "Tokens before the measured rows (default: 200).")
  private int context;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads of a step (default: 0, all cores).")
  private int threads;

  @Option(
      names = "--draft",
      paramLabel = "METHODS",
      split = ",",
      description =
          "Times the proposals of these drafts, with random weights, in place of the steps: medusa,"
              + " hydra, hydra++, eagle, eagle2, eagle3, clover, clover2, sd2, sps, or all.")
  private List<String> drafts = List.of();

  @Option(names = "--json", description = "Prints one JSON object instead of the table.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  BenchEngineCommand() {}

  @Override
  public Integer call() {
    EngineShape sizes = EngineShape.parse(shape);
    Precision precision = Precision.parse(dtype);
    PrintWriter out = spec.commandLine().getOut();
    if (drafts.isEmpty()) {
      EngineReport report =
          EngineBenchmark.run(EngineBenchmark.Options.of(sizes, precision, context, threads));
      out.print(json ? Json.page(report) + "\n" : report.table());
    } else {
      DraftReport report = draftCosts(sizes, precision);
      out.print(json ? Json.page(report) + "\n" : report.table());
    }
    out.flush();
    return 0;
  }

  private DraftReport draftCosts(EngineShape sizes, Precision precision) {
    List<DraftKind> kinds = DraftKind.parseList(String.join(",", drafts));
    PrintWriter err = spec.commandLine().getErr();
    try (ProgressBar progress = new ProgressBar(err, "drafts", "drafts")) {
      return DraftBenchmark.run(
          DraftBenchmark.Options.of(sizes, precision, context, threads, kinds), progress);
    }
  }
}
