package dev.trefoil.cli;

import dev.trefoil.bench.DemoQuestions;
import dev.trefoil.bench.prove.DistributionCheck;
import dev.trefoil.bench.prove.DistributionProof;
import dev.trefoil.bench.prove.LosslessProof;
import dev.trefoil.bench.prove.ProofOptions;
import dev.trefoil.bench.prove.ProofReport;
import dev.trefoil.bench.prove.ProofText;
import dev.trefoil.bench.specbench.Question;
import dev.trefoil.bench.specbench.QuestionFile;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.MethodOptions;
import dev.trefoil.engine.Request;
import dev.trefoil.engine.RowBudget;
import dev.trefoil.text.ChatMessage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trefoil prove`: losslessness, shown on the user's own machine, model and prompts.
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    description = "Shows that every method gives plain decoding's answer, to the last bit.",
    footer = {
      "",
      "Greedy: token ids and the bits of their logits. Sampled: the same seed gives the same",
      "tokens (methods whose draft proposes by chance are left out there), and the distribution",
      "of answers is compared with exact enumeration on a toy model; a right one is called wrong",
      "once in a million times.",
      "",
      "Exit code 1 when anything differs.",
      "",
      "Examples:",
      "  trefoil prove",
      "  trefoil prove --dtypes f32,bf16,int8 --batches 1,3,8 --threads 1,2 --json",
      "  trefoil prove --random-drafts --dtypes f32,bf16,int8 --limit 2",
      "  trefoil prove --model DIR --methods pld,sam --questions question.jsonl --limit 20",
    })
final class ProveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      defaultValue = "demo",
      description = "Model directory, or 'demo' for the embedded model (default: demo).")
  private String model = "demo";

  @Mixin private MethodNeeds needs;

  @Option(
      names = "--methods",
      paramLabel = "LIST",
      defaultValue = "all",
      description = "Methods, comma-separated (default: all that have what they need).")
  private String methods = "all";

  @Option(
      names = "--dtypes",
      paramLabel = "LIST",
      split = ",",
      defaultValue = "bf16,int8",
      description = "Arithmetic of linear layers: f32, bf16, int8 (default: bf16,int8).")
  private List<String> dtypes = List.of();

  @Option(
      names = "--batches",
      paramLabel = "LIST",
      split = ",",
      defaultValue = "1,4",
      description = "Prompts decoded together (default: 1,4).")
  private List<Integer> batches = List.of();

  @Option(
      names = "--threads",
      paramLabel = "LIST",
      split = ",",
      defaultValue = "0",
      description = "Threads of a step; 0 is all cores (default: 0).")
  private List<Integer> threads = List.of();

  @Option(
      names = "--questions",
      paramLabel = "FILE",
      description = "Questions in Spec-Bench's form; their first turns are the prompts.")
  private @Nullable Path questions;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Only the first N prompts.")
  private int limit;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "128",
      description = "Length limit of an answer (default: 128).")
  private int maxNewTokens;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Sampled answers per prompt at temperature 1 (default: 1; 0 for none).")
  private int seeds;

  @Option(
      names = "--random-drafts",
      description =
          "Also proves the methods that need a draft, with random weights where none is given.")
  private boolean randomDrafts;

  @Option(names = "--json", description = "Prints one JSON object instead of the summary.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  ProveCommand() {}

  @Override
  public Integer call() {
    MethodOptions full = needs.options(model).within(new RowBudget.Paper());
    if (!randomDrafts) {
      return prove(full);
    }
    Path target = Usage.check(spec, () -> ModelOptions.directory(model));
    try (RandomDrafts drafts = new RandomDrafts(target, full.drafts())) {
      return prove(full.with(drafts.options()));
    }
  }

  private int prove(MethodOptions full) {
    ProofOptions options =
        new ProofOptions(
            needs.methods(methods, full),
            full,
            Usage.check(spec, () -> dtypes.stream().map(Precision::parse).toList()),
            distinct(batches),
            distinct(threads),
            maxNewTokens,
            seeds);
    List<String> prompts = prompts();
    try (ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), "prove", "settings")) {
      LosslessProof proof =
          new LosslessProof(
              (precision, count, batch) ->
                  ModelOptions.load(
                      ModelOptions.directory(model), model, precision.label(), count, batch),
              loaded -> requests(loaded, prompts),
              options);
      ProofReport report = proof.run(bar, seeds > 0 ? distributions() : List.of());
      bar.clear();
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? Json.page(report) + "\n" : ProofText.render(report));
      out.flush();
      return report.holds() ? 0 : 1;
    }
  }

  private static List<Integer> distinct(List<Integer> values) {
    return List.copyOf(new LinkedHashSet<>(values));
  }

  private static List<DistributionCheck> distributions() {
    try (Backend backend = CpuBackend.open(Precision.F32, 1)) {
      return new DistributionProof(backend, DistributionProof.SAMPLES, 1).checkAll();
    }
  }

  private List<String> prompts() {
    List<Question> asked = questions == null ? DemoQuestions.all() : QuestionFile.read(questions);
    List<String> all = asked.stream().map(question -> question.turns().getFirst()).toList();
    return all.subList(0, Math.clamp(limit, 0, all.size()));
  }

  /// Prompts that leave too little room in the context are cut at their beginning, ids being ids.
  private List<Request> requests(LoadedModel loaded, List<String> prompts) {
    return prompts.stream().map(text -> cut(loaded, request(loaded, text))).toList();
  }

  private Request request(LoadedModel loaded, String text) {
    return loaded.request(List.of(new ChatMessage("user", text)), maxNewTokens);
  }

  private Request cut(LoadedModel loaded, Request request) {
    int room = loaded.target().config().contextLength() - Math.min(maxNewTokens, 16);
    int[] prompt = request.prompt();
    return prompt.length <= room
        ? request
        : new Request(
            Arrays.copyOfRange(prompt, prompt.length - room, prompt.length),
            request.options(),
            request.stopStrings());
  }
}
