package dev.trefoil.cli;

import dev.trefoil.decoding.FinishReason;
import dev.trefoil.decoding.StepListener;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.engine.Engine;
import dev.trefoil.engine.Generation;
import dev.trefoil.engine.GenerationListener;
import dev.trefoil.engine.GenerationStats;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.Method;
import dev.trefoil.engine.MethodOptions;
import dev.trefoil.engine.Request;
import dev.trefoil.text.ChatMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trefoil generate`: prompts in, answers out.
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description = "Answers one prompt or several, plainly or with speculation: the same tokens.",
    footer = {
      "",
      "Examples:",
      "  trefoil generate --prompt \"Tom has 3 apples and buys 4. How many has he?\"",
      "  trefoil generate --method pld --stats --prompt-file prompts.txt",
      "  cat question.txt | trefoil generate --model DIR --dtype int8 -",
    })
final class GenerateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private ModelOptions model;
  @Mixin private MethodNeeds needs;
  @Mixin private SamplingFlags sampling;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = "vanilla",
      completionCandidates = MethodNames.class,
      description = "Decoding method: ${COMPLETION-CANDIDATES} (default: vanilla).")
  private String method = "vanilla";

  @Option(names = "--prompt", paramLabel = "TEXT", description = "A prompt; may be repeated.")
  private List<String> prompts = new ArrayList<>();

  @Option(
      names = "--prompt-file",
      paramLabel = "FILE",
      description = "A file with one prompt per line; all are decoded together.")
  private @Nullable Path promptFile;

  @Parameters(
      arity = "0..1",
      paramLabel = "-",
      description = "'-' reads one prompt from standard input.")
  private @Nullable String standardInput;

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      defaultValue = "256",
      description = "Length limit of an answer (default: 256).")
  private int maxNewTokens;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "Ends an answer before this text; may be repeated.")
  private List<String> stopStrings = new ArrayList<>();

  @Option(
      names = "--raw",
      description = "Continues the prompt as it is, without the model's chat template.")
  private boolean raw;

  @Option(
      names = "--stream",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Prints text as it comes (default for one prompt).")
  private boolean stream;

  @Option(
      names = "--stats",
      description =
          "Says on standard error what each answer cost, and what speculation gained over plain steps.")
  private boolean stats;

  @Option(
      names = "--trace-tree",
      description = "Draws each step's tree, accepted and rejected, on standard error.")
  private boolean traceTree;

  @Option(
      names = "--logprobs",
      paramLabel = "N",
      description = "With --json: log probabilities of each token and of the top N.")
  private @Nullable Integer logprobs;

  @Option(names = "--json", description = "Prints one JSON object for each answer.")
  private boolean json;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  GenerateCommand() {}

  @Override
  public Integer call() throws IOException {
    List<String> texts = prompts();
    MethodOptions options = needs.options(model.name());
    Method chosen = needs.method(method, options);
    try (Interruption interruption = new Interruption();
        LoadedModel loaded = model.load();
        Engine engine = new Engine(loaded, chosen, options, trace(loaded))) {
      List<Request> requests = new ArrayList<>();
      for (String text : texts) {
        requests.add(request(loaded, text, requests.size()));
      }
      boolean streams = stream && requests.size() == 1 && !json;
      PrintWriter out = spec.commandLine().getOut();
      GenerationListener listener =
          streams ? (_, text) -> print(out, text) : GenerationListener.NONE;
      List<Generation> answers = engine.generate(requests, listener, interruption::wished);
      print(out, texts, answers, streams);
      if (stats && chosen != Method.VANILLA && !interruption.wished()) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(PlainPace.measure(loaded, requests).describe(answers));
        err.flush();
      }
      return interruption.wished() ? Trefoil.INTERRUPTED : exitCode(answers);
    }
  }

  private StepListener trace(LoadedModel loaded) {
    return traceTree
        ? new TreeTrace(loaded.tokenizer(), spec.commandLine().getErr(), Ansi.AUTO.enabled())
        : StepListener.NONE;
  }

  private int exitCode(List<Generation> answers) {
    if (answers.stream().noneMatch(answer -> answer.reason() == FinishReason.ERROR)) {
      return 0;
    }
    spec.commandLine()
        .getErr()
        .println("trefoil: the model's logits were not numbers; the answer ends there");
    return 1;
  }

  private List<String> prompts() throws IOException {
    List<String> texts = new ArrayList<>(prompts);
    if (promptFile != null) {
      texts.addAll(PromptSource.lines(promptFile));
    }
    if (standardInput != null) {
      if (!standardInput.equals("-")) {
        throw new ParameterException(
            spec.commandLine(), "unexpected argument '" + standardInput + "'; use --prompt TEXT");
      }
      texts.add(PromptSource.all(System.in, "standard input"));
    }
    if (texts.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "no prompt; give --prompt TEXT, --prompt-file FILE or - for stdin");
    }
    for (String text : texts) {
      if (text.isBlank()) {
        throw new IllegalArgumentException("a prompt is empty; it needs at least one character");
      }
    }
    return texts;
  }

  /// @param index of the prompt: each has its own seed
  private Request request(LoadedModel loaded, String text, int index) {
    Request request =
        raw
            ? loaded.request(text, maxNewTokens)
            : loaded.request(List.of(new ChatMessage("user", text)), maxNewTokens);
    SamplingOptions options = sampling.options();
    Request sampled =
        request.stoppingAt(stopStrings).sampled(options.withSeed(options.seed() + index));
    return logprobs == null ? sampled : sampled.withLogprobs(logprobs);
  }

  private void print(
      PrintWriter out, List<String> texts, List<Generation> answers, boolean streamed) {
    for (int i = 0; i < answers.size(); i++) {
      Generation answer = answers.get(i);
      if (json) {
        out.println(GenerationJson.of(texts.get(i), answer));
      } else if (streamed) {
        out.println();
      } else {
        if (answers.size() > 1) {
          out.println("--- " + (i + 1) + " of " + answers.size());
        }
        out.println(answer.text());
      }
      if (stats) {
        spec.commandLine().getErr().println(describe(answer));
      }
    }
    out.flush();
    spec.commandLine().getErr().flush();
  }

  private static void print(PrintWriter out, String text) {
    out.print(text);
    out.flush();
  }

  private static String describe(Generation answer) {
    GenerationStats stats = answer.stats();
    return String.format(
        Locale.ROOT,
        "[%d tokens in %d steps, %.2f per step, %.1f tokens/s; prefill of %d tokens %.1f ms, "
            + "draft %.1f ms, verify %.1f ms, commit %.1f ms; ended by %s]",
        stats.newTokens(),
        stats.steps(),
        stats.meanAcceptedTokens(),
        stats.tokensPerSecond(),
        stats.promptTokens(),
        stats.prefillNanos() * 1e-6,
        stats.draftNanos() * 1e-6,
        stats.verifyNanos() * 1e-6,
        stats.commitNanos() * 1e-6,
        answer.reason().label());
  }
}
