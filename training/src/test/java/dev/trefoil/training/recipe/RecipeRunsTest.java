package dev.trefoil.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.checkpoint.SafetensorsWriter;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.drafter.clover.CloverConfig;
import dev.trefoil.drafter.clover.CloverDrafter;
import dev.trefoil.drafter.hydra.HydraConfig;
import dev.trefoil.drafter.hydra.HydraDrafter;
import dev.trefoil.drafter.medusa.MedusaConfig;
import dev.trefoil.drafter.medusa.MedusaDrafter;
import dev.trefoil.drafter.sorted.SortedConfig;
import dev.trefoil.drafter.sorted.SortedDrafter;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import dev.trefoil.torch.TorchDevice;
import dev.trefoil.torch.TorchSettings;
import dev.trefoil.training.draft.DraftData;
import dev.trefoil.training.draft.DraftOptions;
import dev.trefoil.training.draft.DraftRecipe;
import dev.trefoil.training.draft.DraftTrainer;
import dev.trefoil.training.run.Cadence;
import dev.trefoil.training.run.RunLength;
import dev.trefoil.training.run.RunResult;
import dev.trefoil.training.run.RunSettings;
import dev.trefoil.training.run.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole runs of the recipes: one that stopped in the middle and went on ends in the same bytes as
/// one that did not, and what a run leaves behind opens as a draft.
class RecipeRunsTest {
  private static final Path TOKENIZER = Path.of("..", "models", "demo", "target");
  private static final int STEPS = 4;

  @TempDir private Path directory;
  private Path target;

  static Stream<Arguments> recipes() {
    Opening medusa = (draft, model, _) -> MedusaDrafter.open(draft, model, MedusaConfig.DEFAULT);
    Opening hydra = (draft, model, _) -> HydraDrafter.open(draft, model, HydraConfig.DEFAULT);
    Opening clover =
        (draft, model, weights) -> CloverDrafter.open(draft, model, weights, CloverConfig.DEFAULT);
    Opening sorted = (draft, model, _) -> SortedDrafter.open(draft, model, SortedConfig.DEFAULT);
    return Stream.of(
        Arguments.of(new MedusaRecipe(2, 2, true, 1), medusa, "head2_top5"),
        Arguments.of(new HydraRecipe(2, 3, true, true, 0.2, 0, 1, 1), hydra, "head2_top5"),
        Arguments.of(CloverRecipe.DEFAULT, clover, "accepted_length"),
        Arguments.of(new SortedRecipe(2, List.of(1, 2), true), sorted, "exit2_accepted_length"));
  }

  /// Makes a drafter of a run's result.
  interface Opening {
    Drafter open(Path draft, Target model, Checkpoint weights);
  }

  @BeforeEach
  void makeTarget() throws IOException {
    TorchSettings.threads(1); // tiny operations gain nothing from more
    target = Files.createDirectory(directory.resolve("target"));
    for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(TOKENIZER.resolve(name), target.resolve(name));
    }
    Path config = target.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(TOKENIZER.resolve("config.json"))
            .replaceFirst("\"hidden_size\" : \\d+", "\"hidden_size\" : 24")
            .replaceFirst("\"intermediate_size\" : \\d+", "\"intermediate_size\" : 32")
            .replaceFirst("\"num_hidden_layers\" : \\d+", "\"num_hidden_layers\" : 2")
            .replaceFirst("\"head_dim\" : \\d+", "\"head_dim\" : 4"));
    SafetensorsWriter.write(
        target.resolve("model.safetensors"),
        TinyTargets.random(ModelConfigReader.read(config), 3),
        Map.of());
  }

  private Path data() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      lines.append("{\"conversations\":[{\"from\":\"human\",\"value\":\"Count to ").append(i);
      lines.append("\"},{\"from\":\"gpt\",\"value\":\"one two three four five ").append(i);
      lines.append(" six seven eight\"}]}\n");
    }
    return Files.writeString(directory.resolve("data.jsonl"), lines);
  }

  private RunResult run(DraftRecipe recipe, Path data, String out, boolean resume, int stopAfter) {
    int[] steps = new int[1];
    DraftOptions options =
        new DraftOptions(
            target,
            "tiny",
            new DraftData(List.of(data), null, 0.2, null, 64, 4, 2),
            recipe.defaults().optimisation(),
            new RunSettings(
                directory.resolve(out),
                resume,
                RunLength.steps(STEPS),
                new Cadence(100, 100, 2048, 2, 0),
                DraftOptions.rates(recipe.defaults().optimisation())),
            TorchDevice.CPU,
            Precision.F32,
            7,
            true,
            "test",
            new LinkedHashMap<>());
    return new DraftTrainer(recipe, options, TrainingListener.SILENT, () -> ++steps[0] == stopAfter)
        .run();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aRunThatWentOnEndsInTheSameBytesAndOpens(DraftRecipe recipe, Opening opening, String metric)
      throws IOException {
    Path data = data();
    RunResult whole = run(recipe, data, "whole", false, -1);
    assertThat(whole.finished()).isTrue();
    assertThat(run(recipe, data, "parts", false, 2).finished()).isFalse();
    RunResult parts = run(recipe, data, "parts", true, -1);
    Path weights = weights(whole.model());
    assertThat(parts.model().resolve(weights.getFileName())).hasSameBinaryContentAs(weights);
    assertThat(whole.model().resolve("trefoil.json"))
        .content()
        .contains("\"" + recipe.method() + "\"", metric);
    open(whole.model(), opening);
  }

  private static Path weights(Path draft) throws IOException {
    try (Stream<Path> files = Files.list(draft)) {
      return files
          .filter(file -> file.toString().endsWith(".safetensors"))
          .findFirst()
          .orElseThrow();
    }
  }

  private void open(Path draft, Opening opening) {
    ModelConfig config = ModelConfigReader.read(target.resolve("config.json"));
    try (CpuBackend backend = CpuBackend.open(Precision.F32, 1);
        Checkpoint weights = Checkpoint.open(target)) {
      Target model = new Target("tiny", new Llama(config, backend, weights, 64));
      try (Drafter drafter = opening.open(draft, model, weights)) {
        assertThat(drafter.taps()).isNotNull();
      }
    }
  }
}
