package dev.trefoil.cli;

import dev.trefoil.bench.Machine;
import dev.trefoil.bench.report.HtmlReport;
import dev.trefoil.bench.result.BenchReport;
import dev.trefoil.bench.result.StepCost;
import dev.trefoil.bench.run.BenchIdentity;
import dev.trefoil.bench.run.RunSettings;
import dev.trefoil.bench.specbench.Question;
import dev.trefoil.checkpoint.AtomicFile;
import dev.trefoil.decoding.sampling.SamplingOptions;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.MethodOptions;
import dev.trefoil.engine.StepCosts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// What `trefoil bench` writes down beside the runs.
final class BenchFiles {
  private BenchFiles() {}

  /// What later runs must share to continue this one.
  static BenchIdentity identity(
      BenchModels models,
      String model,
      MethodOptions options,
      List<Question> questions,
      RunSettings settings) {
    SamplingOptions sampling = settings.sampling();
    Machine machine = Machine.current();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("model", model);
    values.put("model files", BenchIdentity.ofFiles(models.directory(model)));
    values.put("dtype", models.dtype());
    values.put("threads", Integer.toString(models.threads()));
    values.put("machine", machine.cpu() + ", " + machine.cores() + " cores");
    values.put("questions", BenchIdentity.ofQuestions(questions));
    values.put("max new tokens", Integer.toString(settings.maxNewTokens()));
    values.put("temperature", Double.toString(sampling.temperature()));
    values.put("top-k", Integer.toString(sampling.topK()));
    values.put("top-p", Double.toString(sampling.topP()));
    values.put("min-p", Double.toString(sampling.minP()));
    values.put("repetition-penalty", Double.toString(sampling.repetitionPenalty()));
    values.put("presence-penalty", Double.toString(sampling.presencePenalty()));
    values.put("frequency-penalty", Double.toString(sampling.frequencyPenalty()));
    values.put("logit-bias", new TreeMap<>(sampling.logitBias()).toString());
    values.put("seed", Long.toString(sampling.seed()));
    values.put("budget", options.budget().label());
    values.put("lossy typical acceptance", Boolean.toString(options.lossyTypical()));
    new TreeMap<>(options.drafts().paths())
        .forEach((method, path) -> putFiles(values, "draft of " + method.label(), path));
    values.put("use of drafts", options.drafts().use());
    putFiles(values, "datastore", options.datastore());
    return new BenchIdentity(values);
  }

  private static void putFiles(Map<String, String> values, String name, @Nullable Path path) {
    if (path != null) {
      values.put(name, BenchIdentity.ofFiles(path));
    }
  }

  /// The command line that is running.
  static String command(CommandSpec spec) {
    List<String> words = new ArrayList<>(List.of("trefoil"));
    for (String word : spec.root().commandLine().getParseResult().originalArgs()) {
      words.add(
          word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return String.join(" ", words);
  }

  static List<StepCost> stepCosts(LoadedModel model) {
    StepCosts costs = model.stepCosts();
    List<StepCost> list = new ArrayList<>();
    for (int i = 0; i < costs.rows().length; i++) {
      list.add(new StepCost(costs.rows()[i], costs.milliseconds()[i]));
    }
    return list;
  }

  static void writePage(Path file, List<BenchReport> reports) {
    ByteBuffer page = StandardCharsets.UTF_8.encode(HtmlReport.render(reports));
    AtomicFile.write(
        file,
        channel -> {
          while (page.hasRemaining()) {
            channel.write(page);
          }
        });
  }
}
