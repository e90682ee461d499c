package dev.trefoil.training.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.compute.Matrix;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.model.FeatureTaps;
import dev.trefoil.model.ForwardOutput;
import dev.trefoil.torch.TorchSettings;
import dev.trefoil.training.recipe.Clover2Recipe;
import dev.trefoil.training.recipe.Clover2Settings;
import dev.trefoil.training.recipe.Eagle3Recipe;
import dev.trefoil.training.recipe.Eagle3Settings;
import dev.trefoil.training.recipe.EagleRecipe;
import dev.trefoil.training.recipe.EagleSettings;
import dev.trefoil.training.run.LogLine;
import dev.trefoil.training.run.RunLog;
import dev.trefoil.training.run.RunResult;
import dev.trefoil.training.run.TrainingException;
import dev.trefoil.training.run.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftTrainerTest {
  private static final DraftRecipe EAGLE = new EagleRecipe(EagleSettings.DEFAULT);

  @TempDir private Path directory;
  private Path target;
  private Path data;

  @BeforeAll
  static void oneThreadIsEnoughForTinyModels() {
    TorchSettings.threads(1);
  }

  @BeforeEach
  void makeTargetAndData() throws IOException {
    target = TinyDraftRun.target(directory.resolve("target"), 1);
    data = TinyDraftRun.data(directory, 120);
  }

  private RunResult run(DraftRecipe recipe, Path out, int steps, boolean resume) {
    return run(recipe, TinyDraftRun.options(target, data, out, steps, resume), () -> false);
  }

  private static RunResult run(DraftRecipe recipe, DraftOptions options, BooleanSupplier stop) {
    return new DraftTrainer(recipe, options, TrainingListener.SILENT, stop).run();
  }

  private static List<LogLine> log(Path out) {
    return RunLog.read(out.resolve("log.jsonl"));
  }

  private static void assertSameRun(Path actual, Path expected, long steps) {
    List<LogLine> left = log(actual);
    List<LogLine> right = log(expected);
    assertThat(left).hasSameSizeAs(right);
    for (int i = 0; i < left.size(); i++) {
      assertThat(left.get(i).loss()).as("line %d", i).isEqualTo(right.get(i).loss());
      assertThat(left.get(i).values()).isEqualTo(right.get(i).values());
      assertThat(left.get(i).rate()).isEqualTo(right.get(i).rate());
    }
    for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
      Path newest = Path.of("checkpoints", "step-%010d".formatted(steps), file);
      assertThat(actual.resolve(newest)).hasSameBinaryContentAs(expected.resolve(newest));
    }
  }

  @Test
  void aRunEndsWithADraftItsMetricsAndItsProvenance() throws IOException {
    Path out = directory.resolve("run");
    RunResult result = run(new Clover2Recipe(Clover2Settings.DEFAULT), out, 30, false);
    List<LogLine> lines = log(out);
    List<LogLine> steps = lines.stream().filter(line -> !line.isValidation()).toList();
    assertThat(steps.getLast().loss()).isLessThan(0.8 * steps.getFirst().loss());
    assertThat(steps.getFirst().values()).containsKeys("regression_1", "cross_entropy_5");
    Map<String, Double> metrics = Objects.requireNonNull(lines.getLast().values());
    assertThat(metrics).containsKeys("head1_top1", "head5_top5", "accepted_length");
    assertThat(metrics.get("accepted_length")).isBetween(1.0, 6.0);
    assertThat(Files.readString(out.resolve("index.html"))).contains("<svg").contains("head1 top1");
    assertThat(out.resolve("settings.json")).content().contains("\"steps\" : 30");
    assertThat(result.model().resolve("trefoil.json"))
        .content()
        .contains("\"method\" : \"clover2\"")
        .contains("\"target_fingerprint\"")
        .contains("\"data-120.jsonl\"")
        .contains("\"accepted_length\"");
    try (Checkpoint draft = Checkpoint.open(result.model())) {
      assertThat(draft.names()).contains("clover_head_mlp.weight").doesNotContain("lm_head.weight");
    }
  }

  @Test
  void aRunThatIsKilledTenTimesEndsWithTheWeightsOfOneThatIsNot() {
    int steps = 40;
    Path straight = directory.resolve("straight");
    run(EAGLE, straight, steps, false);
    Path killed = directory.resolve("killed");
    SplittableRandom random = new SplittableRandom(4);
    for (int kill = 0; kill < 10; kill++) {
      int[] left = {random.nextInt(1, 8)};
      DraftOptions options = TinyDraftRun.options(target, data, killed, steps, true);
      assertThatThrownBy(() -> run(EAGLE, options, () -> die(--left[0] == 0)))
          .isInstanceOf(Killed.class);
    }
    assertThat(log(killed).getLast().step()).isLessThan(steps);
    RunResult result = run(EAGLE, killed, steps, true);
    assertThat(result.finished()).isTrue();
    assertSameRun(killed, straight, steps);
  }

  private static boolean die(boolean now) {
    if (now) {
      throw new Killed();
    }
    return false;
  }

  /// The process ends here, as far as the run can tell: nothing is saved after it.
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void everyRecipeContinuesToTheSameBitsInMixedPrecisionToo() {
    List<DraftRecipe> recipes =
        List.of(
            new Clover2Recipe(new Clover2Settings(3, 1, 10, 1, 0.7, 0.01, 0.2)),
            new Eagle3Recipe(new Eagle3Settings(3, 0.8, 500, Eagle3Settings.HeadStart.RANDOM)));
    for (DraftRecipe recipe : recipes) {
      Path straight = directory.resolve(recipe.method() + "-straight");
      run(recipe, half(straight, false), () -> false);
      Path stopped = directory.resolve(recipe.method() + "-stopped");
      int[] done = new int[1];
      RunResult first = run(recipe, half(stopped, false), () -> ++done[0] == 5);
      assertThat(first.finished()).isFalse();
      run(recipe, half(stopped, true), () -> false);
      assertSameRun(stopped, straight, 9);
    }
  }

  private DraftOptions half(Path out, boolean resume) {
    return TinyDraftRun.options(target, data, out, 9, resume, Precision.BF16, 1e-2, 0);
  }

  @Test
  void aRunWithoutABetterValidationEndsWhenPatienceDoes() {
    Path out = directory.resolve("run");
    double nothing = 1e-30; // too little to move a weight
    DraftOptions options =
        TinyDraftRun.options(target, data, out, 100, false, Precision.F32, nothing, 2);
    RunResult result = run(EAGLE, options, () -> false);
    assertThat(result.finished()).isTrue();
    assertThat(result.state().step()).isEqualTo(18);
    assertThat(result.state().bestStep()).isEqualTo(6);
  }

  @Test
  void anotherTargetOtherDataAndOtherSettingsAreRefusedWithBothFingerprints() throws IOException {
    Path out = directory.resolve("run");
    run(EAGLE, out, 4, false);
    Path other = TinyDraftRun.target(directory.resolve("other"), 2);
    DraftOptions another = TinyDraftRun.options(other, data, out, 6, true);
    assertThatThrownBy(() -> run(EAGLE, another, () -> false))
        .isInstanceOf(TrainingException.class)
        .hasMessageMatching(".*target [0-9a-f]{64} there, [0-9a-f]{64} here.*");
    Path more = TinyDraftRun.data(directory, 60);
    DraftOptions otherData = TinyDraftRun.options(target, more, out, 6, true);
    assertThatThrownBy(() -> run(EAGLE, otherData, () -> false))
        .hasMessageMatching(".*data [0-9a-f]{64} there, [0-9a-f]{64} here.*")
        .hasMessageNotContaining("target ");
    DraftRecipe settings = new EagleRecipe(new EagleSettings(1, 0.2, 0.2));
    assertThatThrownBy(() -> run(settings, out, 6, true)).hasMessageContaining("settings");
    DraftRecipe method = new Clover2Recipe(Clover2Settings.DEFAULT);
    assertThatThrownBy(() -> run(method, out, 6, true))
        .hasMessageContaining("method eagle there, clover2 here");
    assertThatThrownBy(() -> run(EAGLE, out, 6, false)).hasMessageContaining("--resume");
  }

  @Test
  void aLossThatIsNoNumberStopsTheRunKeepsTheCheckpointAndNamesTheBatch() throws IOException {
    Path out = directory.resolve("run");
    assertThatThrownBy(() -> run(new Poisoned(EAGLE, 11), out, 12, false))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("loss NaN")
        .hasMessageContaining("step 6")
        .hasMessageContaining("failed-batch.json");
    assertThat(Files.readString(out.resolve("failed-batch.json")))
        .contains("\"conversations\"")
        .contains("\"ids\"");
    Path straight = directory.resolve("straight");
    run(EAGLE, straight, 12, false);
    run(EAGLE, out, 12, true);
    assertSameRun(out, straight, 12);
  }

  @Test
  void whatCannotFitIsRefusedBeforeItStarts() {
    MemoryEstimate huge = new MemoryEstimate(1L << 50, 1L << 40, 1L << 30);
    assertThatThrownBy(() -> huge.requireFits(1L << 34))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("16.0 GB")
        .hasMessageContaining("--batch");
    List<String> notices = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void notice(String text) {
            notices.add(text);
          }
        };
    DraftOptions options = TinyDraftRun.options(target, data, directory.resolve("run"), 1, false);
    new DraftTrainer(EAGLE, options, listener, () -> false).run();
    assertThat(notices).anyMatch(text -> text.startsWith("memory: at most about"));
  }

  /// A recipe whose loss is no number at one pass of the training.
  private record Poisoned(DraftRecipe recipe, int pass) implements DraftRecipe {
    @Override
    public String method() {
      return recipe.method();
    }

    @Override
    public SequencedMap<String, Object> settings() {
      return recipe.settings();
    }

    @Override
    public DraftDefaults defaults() {
      return recipe.defaults();
    }

    @Override
    public DraftFiles start(DraftStart start) {
      return recipe.start(start);
    }

    @Override
    public TrainableDraft open(FrozenTarget frozen, TensorSource weights) {
      TrainableDraft draft = recipe.open(frozen, weights);
      int[] passes = new int[1];
      return new TrainableDraft() {
        @Override
        public FeatureTaps taps() {
          return draft.taps();
        }

        @Override
        public DraftPass pass(
            DraftBatch batch, ForwardOutput features, @Nullable RandomGenerator noise) {
          if (noise == null || ++passes[0] != pass) {
            return draft.pass(batch, features, noise);
          }
          float[] bad = new float[batch.rows() * features.finalNorm().columns()];
          Arrays.fill(bad, Float.NaN);
          Matrix rows = frozen.backend().upload(bad, batch.rows(), features.finalNorm().columns());
          return draft.pass(batch, new ForwardOutput(rows, features.taps()), noise);
        }
      };
    }
  }
}
