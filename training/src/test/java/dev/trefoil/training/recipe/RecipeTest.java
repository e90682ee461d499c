package dev.trefoil.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trefoil.compute.HeadGate;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.drafter.clover.CloverConfig;
import dev.trefoil.drafter.clover.CloverDrafter;
import dev.trefoil.drafter.clover2.Clover2Config;
import dev.trefoil.drafter.clover2.Clover2Drafter;
import dev.trefoil.drafter.eagle.EagleConfig;
import dev.trefoil.drafter.eagle.EagleDrafter;
import dev.trefoil.drafter.hydra.HydraConfig;
import dev.trefoil.drafter.hydra.HydraDrafter;
import dev.trefoil.drafter.medusa.MedusaConfig;
import dev.trefoil.drafter.medusa.MedusaDrafter;
import dev.trefoil.drafter.sorted.SortedConfig;
import dev.trefoil.drafter.sorted.SortedDrafter;
import dev.trefoil.model.Target;
import dev.trefoil.training.draft.DraftBatch;
import dev.trefoil.training.draft.DraftRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every recipe lowers its losses on a tiny target, and the files that it makes decode: the same
/// text, in fewer steps than before the training.
class RecipeTest {
  private static final int STEPS = 40;

  @TempDir private Path temporary;

  /// @param rate at which a tiny draft learns within some dozens of steps
  record Method(String name, DraftRecipe recipe, double rate, Opening open, TreeBudget budget) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// Makes a drafter of a draft's directory.
  interface Opening {
    Drafter open(Path directory, Target target, TensorSource weights);
  }

  static Stream<Method> methods() {
    return Stream.of(
        medusa("medusa", MedusaRecipe.DEFAULT),
        medusa("medusa with shared outputs", new MedusaRecipe(3, 2, false, 0.8)),
        hydra("hydra++", HydraRecipe.PLUS_PLUS),
        hydra("hydra", HydraRecipe.PLAIN),
        hydra("hydra with shared outputs", new HydraRecipe(3, 2, true, false, 0, 1, 0, 0.9)),
        clover("clover", CloverRecipe.DEFAULT),
        clover(
            "clover as a student",
            new CloverRecipe(4, HeadGate.Similarity.SCALED_DOT, false, 0.5, 0.5, 0.7)),
        new Method(
            "clover2",
            new Clover2Recipe(Clover2Settings.DEFAULT),
            1e-2,
            (directory, target, weights) ->
                Clover2Drafter.open(directory, target, weights, Clover2Config.DEFAULT),
            Clover2Config.DEFAULT.budget()),
        eagle("eagle", new EagleRecipe(EagleSettings.DEFAULT), EagleConfig.EAGLE1),
        eagle(
            "eagle with EAGLE-2's tree",
            new EagleRecipe(EagleSettings.DEFAULT),
            EagleConfig.EAGLE2),
        eagle("eagle3", new Eagle3Recipe(Eagle3Settings.DEFAULT), EagleConfig.EAGLE3),
        eagle(
            "eagle3 with few tokens",
            new Eagle3Recipe(new Eagle3Settings(3, 0.8, 20, Eagle3Settings.HeadStart.RANDOM)),
            EagleConfig.EAGLE3),
        eagle(
            "eagle3 with the target's head",
            new Eagle3Recipe(new Eagle3Settings(3, 0.8, 20, Eagle3Settings.HeadStart.TARGET)),
            EagleConfig.EAGLE3),
        new Method(
            "sorted",
            new SortedRecipe(2, List.of(1, 2), true),
            3e-3,
            (directory, target, weights) ->
                SortedDrafter.open(directory, target, SortedConfig.DEFAULT),
            SortedConfig.DEFAULT.budget()));
  }

  private static Method medusa(String name, MedusaRecipe recipe) {
    return new Method(
        name,
        recipe,
        1e-2,
        (directory, target, weights) -> MedusaDrafter.open(directory, target, MedusaConfig.DEFAULT),
        MedusaConfig.DEFAULT.budget());
  }

  private static Method hydra(String name, HydraRecipe recipe) {
    return new Method(
        name,
        recipe,
        1e-2,
        (directory, target, weights) -> HydraDrafter.open(directory, target, HydraConfig.DEFAULT),
        HydraConfig.DEFAULT.budget());
  }

  private static Method eagle(String name, DraftRecipe recipe, EagleConfig config) {
    return new Method(
        name,
        recipe,
        1e-2,
        (directory, target, weights) -> EagleDrafter.open(directory, target, config),
        config.budget());
  }

  private static Method clover(String name, CloverRecipe recipe) {
    return new Method(
        name,
        recipe,
        1e-2,
        (directory, target, weights) ->
            CloverDrafter.open(directory, target, weights, CloverConfig.DEFAULT),
        CloverConfig.DEFAULT.budget());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void itLearnsAndItsFilesDecode(Method method) throws IOException {
    Path home = Files.createDirectory(temporary.resolve("target"));
    try (TalkingTarget talking = new TalkingTarget(home, 3);
        TinyTraining training = new TinyTraining(talking, method.recipe)) {
      List<DraftBatch> batches = Stream.of(1, 2).map(seed -> talking.batch(6, seed)).toList();
      DraftBatch seen = batches.getFirst();
      Map<String, Double> before = training.losses(seen);
      TalkingTarget.Outcome untrained = decode(training, talking, method, "before");
      training.train(batches, STEPS, method.rate);
      Map<String, Double> after = training.losses(seen);
      TalkingTarget.Outcome trained = decode(training, talking, method, "after");
      assertThat(after.keySet()).isEqualTo(before.keySet());
      before.forEach((name, loss) -> assertThat(after.get(name)).as(name).isLessThan(0.9 * loss));
      assertThat(untrained.same() && trained.same()).isTrue();
      assertThat(untrained.faults() + trained.faults()).isZero();
      assertThat(trained.tokensPerStep()).isGreaterThan(untrained.tokensPerStep() + 0.2);
    }
  }

  private TalkingTarget.Outcome decode(
      TinyTraining training, TalkingTarget talking, Method method, String name) throws IOException {
    Path directory = Files.createDirectory(temporary.resolve(name));
    training.export(directory);
    return talking.decode(
        target -> method.open.open(directory, target, talking.weights), method.budget);
  }
}
