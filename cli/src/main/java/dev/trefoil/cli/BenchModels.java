package dev.trefoil.cli;

import dev.trefoil.bench.run.BenchDirectory;
import dev.trefoil.engine.LoadedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/// The models of a bench run and how they are loaded.
final class BenchModels {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "Model directory, or 'demo' for the embedded model (default: demo); may be repeated.")
  private List<String> models = new ArrayList<>();

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

  BenchModels() {}

  /// Names for reports: `demo`, or the last part of a directory.
  ///
  /// @throws IllegalArgumentException when two models have one name
  List<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (String model : given()) {
      if (!names.add(name(model))) {
        throw new IllegalArgumentException(
            "two models are called '%s'; measure them in two calls".formatted(name(model)));
      }
    }
    return List.copyOf(names);
  }

  Path directory(String name) {
    return ModelOptions.directory(given(name));
  }

  /// What the command line says for the model of that name.
  String given(String name) {
    return given().stream().filter(model -> name(model).equals(name)).findFirst().orElseThrow();
  }

  LoadedModel load(String name) {
    return ModelOptions.load(directory(name), name, dtype, threads, 1);
  }

  /// The name as that of a directory.
  String safe(String name) {
    return BenchDirectory.fileName(name);
  }

  String dtype() {
    return dtype;
  }

  int threads() {
    return threads;
  }

  private List<String> given() {
    return models.isEmpty() ? List.of("demo") : models;
  }

  private static String name(String model) {
    Path last = Path.of(model).toAbsolutePath().normalize().getFileName();
    return last == null ? model : last.toString();
  }
}
