package dev.trefoil.training.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trefoil.compute.DataType;
import dev.trefoil.compute.Precision;
import dev.trefoil.engine.EngineOptions;
import dev.trefoil.engine.LoadedModel;
import dev.trefoil.torch.TorchSettings;
import dev.trefoil.training.data.ContextFit.Overlong;
import dev.trefoil.training.data.DefectPolicy;
import dev.trefoil.training.data.LossScope;
import dev.trefoil.training.data.ModelFingerprint;
import dev.trefoil.training.features.FeatureJob;
import dev.trefoil.training.features.FeatureLayers;
import dev.trefoil.training.features.FeatureListener;
import dev.trefoil.training.features.FeatureOptions;
import dev.trefoil.training.prepare.PrepareJob;
import dev.trefoil.training.prepare.PrepareListener;
import dev.trefoil.training.prepare.PrepareOptions;
import dev.trefoil.training.recipe.Clover2Recipe;
import dev.trefoil.training.recipe.Clover2Settings;
import dev.trefoil.training.recipe.Eagle3Recipe;
import dev.trefoil.training.recipe.Eagle3Settings;
import dev.trefoil.training.run.LogLine;
import dev.trefoil.training.run.RunLog;
import dev.trefoil.training.run.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Training from prepared data and from hidden states on the disk goes as it does from the texts.
class StoredStatesTest {
  private static final int LAYERS = 3;
  private static final int CONTEXT = 48;

  @TempDir private Path directory;
  private Path target;
  private Path data;

  @BeforeEach
  void prepare() throws IOException {
    TorchSettings.threads(1);
    target = TinyDraftRun.target(directory.resolve("target"), 1);
    data = TinyDraftRun.data(directory, 60);
    try (LoadedModel model = LoadedModel.load(target, new EngineOptions(Precision.F32, 1, 1))) {
      prepare(model);
      features(model, "states", "pre-norm,eagle3,post-norm", DataType.F32);
      features(model, "half", "pre-norm,post-norm", DataType.BF16);
    }
  }

  private void prepare(LoadedModel model) {
    PrepareOptions options =
        new PrepareOptions(
            List.of(data),
            directory.resolve("prepared"),
            CONTEXT,
            LossScope.ASSISTANT,
            DefectPolicy.MEND,
            Overlong.CUT,
            null,
            200,
            false);
    new PrepareJob(
            options, model.tokenizer(), model.chatTemplate(), PrepareListener.SILENT, () -> false)
        .run();
  }

  private void features(LoadedModel model, String out, String layers, DataType store) {
    FeatureOptions options =
        new FeatureOptions(
            directory.resolve("prepared"),
            directory.resolve(out),
            FeatureLayers.parse(layers, LAYERS),
            store,
            20_000,
            false);
    new FeatureJob(
            model,
            ModelFingerprint.of(target),
            options,
            FeatureListener.SILENT,
            () -> false,
            () -> Long.MAX_VALUE)
        .run();
  }

  private List<LogLine> run(DraftRecipe recipe, String name, Path from) {
    Path out = directory.resolve(name);
    DraftOptions options = TinyDraftRun.options(target, from, out, 5, false);
    new DraftTrainer(recipe, options, TrainingListener.SILENT, () -> false).run();
    return RunLog.read(out.resolve("log.jsonl"));
  }

  private static void assertClose(List<LogLine> actual, List<LogLine> expected, double exact) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      double loss = expected.get(i).loss();
      assertThat(actual.get(i).loss()).as("line %d", i).isCloseTo(loss, within(exact * loss));
    }
  }

  @Test
  void lossesAreThoseOfStatesComputedOnTheFly() {
    DraftRecipe clover = new Clover2Recipe(Clover2Settings.DEFAULT);
    List<LogLine> computed = run(clover, "computed", data);
    assertClose(run(clover, "from-prepared", directory.resolve("prepared")), computed, 1e-9);
    assertClose(run(clover, "from-states", directory.resolve("states")), computed, 1e-3);
    assertClose(run(clover, "from-half", directory.resolve("half")), computed, 2e-2);
    DraftRecipe eagle = new Eagle3Recipe(Eagle3Settings.DEFAULT);
    assertClose(
        run(eagle, "eagle-from-states", directory.resolve("states")),
        run(eagle, "eagle-computed", data),
        1e-3);
  }

  @Test
  void statesOfAnotherTargetOrWithoutALayerAreRefused() throws IOException {
    Path other = TinyDraftRun.target(directory.resolve("other"), 2);
    DraftRecipe recipe = new Eagle3Recipe(Eagle3Settings.DEFAULT);
    DraftOptions options =
        TinyDraftRun.options(other, directory.resolve("states"), directory.resolve("a"), 2, false);
    assertThatThrownBy(
            () -> new DraftTrainer(recipe, options, TrainingListener.SILENT, () -> false).run())
        .hasMessageContaining(ModelFingerprint.of(target))
        .hasMessageContaining(ModelFingerprint.of(other));
    assertThatThrownBy(() -> run(recipe, "b", directory.resolve("half")))
        .hasMessageContaining("has no tensor hidden_state_layer_")
        .hasMessageContaining("--layers");
  }
}
