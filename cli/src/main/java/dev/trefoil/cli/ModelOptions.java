package dev.trefoil.cli;

import dev.trefoil.bench.Machine;
import dev.trefoil.compute.Precision;
import dev.trefoil.engine.EngineOptions;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.engine.StepCostCache;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Options of every command that loads a model.
final class ModelOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      defaultValue = "demo",
      description = "Model directory, or 'demo' for the embedded model (default: demo).")
  private String model = "demo";

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      defaultValue = "bf16",
      description = "Arithmetic of linear layers: f32, bf16, int8 (default: bf16).")
  private String dtype = "bf16";

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads of a step (default: 0, all cores).")
  private int threads;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Most prompts decoded together (default: 8).")
  private int batch = 8;

  // picocli fills the fields before a command runs
  @SuppressWarnings("NullAway.Init")
  ModelOptions() {}

  String name() {
    return model;
  }

  LoadedModel load() {
    EngineOptions options =
        Usage.check(
            command, () -> new EngineOptions(Precision.parse(dtype), threads, batch, costs()));
    return LoadedModel.load(Usage.check(command, () -> directory(model)), model, options);
  }

  /// @param name by which reports call the model
  static LoadedModel load(Path directory, String name, String dtype, int threads, int batch) {
    return LoadedModel.load(
        directory, name, new EngineOptions(Precision.parse(dtype), threads, batch, costs()));
  }

  /// Whether a model name is that of the embedded model.
  static boolean isEmbedded(String model) {
    return model.equals("demo");
  }

  private static StepCostCache costs() {
    return new StepCostCache(Home.cache(), Machine.current().describe());
  }

  /// The directory of a model name; `demo` is the embedded one.
  static Path directory(String model) {
    Path directory =
        isEmbedded(model) ? Home.directory().resolve("models/demo/target") : Path.of(model);
    if (!Files.isDirectory(directory)) {
      throw new IllegalArgumentException(
          "no model directory " + directory + "; give --model DIR, a Hugging Face model directory");
    }
    return directory;
  }
}
