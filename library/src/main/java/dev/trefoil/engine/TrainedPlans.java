package dev.trefoil.engine;

import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.TreeBudget;
import dev.trefoil.decoding.TreeRule;
import dev.trefoil.drafter.clover.CloverConfig;
import dev.trefoil.drafter.clover.CloverDrafter;
import dev.trefoil.drafter.clover2.Clover2Config;
import dev.trefoil.drafter.clover2.Clover2Drafter;
import dev.trefoil.drafter.draftmodel.DraftModelConfig;
import dev.trefoil.drafter.draftmodel.DraftModelDrafter;
import dev.trefoil.drafter.eagle.EagleConfig;
import dev.trefoil.drafter.eagle.EagleDrafter;
import dev.trefoil.drafter.hydra.HydraConfig;
import dev.trefoil.drafter.hydra.HydraDrafter;
import dev.trefoil.drafter.medusa.MedusaConfig;
import dev.trefoil.drafter.medusa.MedusaDrafter;
import dev.trefoil.drafter.sorted.SortedConfig;
import dev.trefoil.drafter.sorted.SortedDrafter;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.drafter.vocabulary.DraftVocabulary;
import dev.trefoil.drafter.vocabulary.VocabularyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;

/// Plans of the methods with trained weights.
final class TrainedPlans {
  private TrainedPlans() {}

  static MethodPlan speculativeSampling(MethodOptions options) {
    Path draft = draft(Method.SPS, options);
    DraftModelConfig config = DraftModelConfig.DEFAULT;
    int tokens = config.mostDraftTokens();
    return plan(
        Method.SPS,
        options,
        config,
        new TreeBudget(1 + tokens, tokens),
        model -> {
          int targetSize = model.target().config().vocabularySize();
          DraftVocabulary vocabulary = vocabulary(draft, options, model);
          DraftModels.Entry small = model.draftModel(draft, options.drafts().precision());
          return new DraftModelDrafter(small.model(), small.head(vocabulary), config, targetSize);
        });
  }

  static MethodPlan medusa(MethodOptions options) {
    Path draft = draft(Method.MEDUSA, options);
    MedusaConfig published = MedusaConfig.forHeads(draft);
    MedusaConfig config =
        new MedusaConfig(rule(options, published.tree()), heads(options, published.maxHeads()));
    return plan(
        Method.MEDUSA,
        options,
        config,
        config.budget(),
        model -> MedusaDrafter.open(draft, model.target(), head(draft, options, model), config));
  }

  static MethodPlan hydra(MethodOptions options) {
    Path draft = draft(Method.HYDRA, options);
    HydraConfig config = new HydraConfig(rule(options, HydraConfig.DEFAULT.tree()));
    return plan(
        Method.HYDRA,
        options,
        config,
        config.budget(),
        model -> HydraDrafter.open(draft, model.target(), head(draft, options, model), config));
  }

  static MethodPlan eagle(MethodOptions options) {
    return eagle(Method.EAGLE, EagleConfig.EAGLE1, options);
  }

  static MethodPlan eagle2(MethodOptions options) {
    return eagle(Method.EAGLE2, EagleConfig.EAGLE2, options);
  }

  static MethodPlan eagle3(MethodOptions options) {
    return eagle(Method.EAGLE3, EagleConfig.EAGLE3, options);
  }

  private static MethodPlan eagle(Method method, EagleConfig published, MethodOptions options) {
    Path draft = draft(method, options);
    EagleConfig config = new EagleConfig(published.version(), rule(options, published.rule()));
    return plan(
        method,
        options,
        config,
        config.budget(),
        model -> {
          DraftHead head =
              DraftOptions.readVocabularyFile(method)
                  ? head(draft, options, model)
                  : DraftHead.of(model.target());
          return EagleDrafter.open(draft, model.target(), head, config);
        });
  }

  static MethodPlan clover(MethodOptions options) {
    Path draft = draft(Method.CLOVER, options);
    CloverConfig published = CloverConfig.DEFAULT;
    CloverConfig config =
        new CloverConfig(rule(options, published.tree()), heads(options, published.heads()));
    return plan(
        Method.CLOVER,
        options,
        config,
        config.budget(),
        model ->
            CloverDrafter.open(
                draft, model.target(), model.weights(), head(draft, options, model), config));
  }

  static MethodPlan clover2(MethodOptions options) {
    Path draft = draft(Method.CLOVER2, options);
    Clover2Config published = Clover2Config.DEFAULT;
    Clover2Config config =
        new Clover2Config(rule(options, published.tree()), heads(options, published.heads()));
    return plan(
        Method.CLOVER2,
        options,
        config,
        config.budget(),
        model ->
            Clover2Drafter.open(
                draft, model.target(), model.weights(), head(draft, options, model), config));
  }

  static MethodPlan sorted(MethodOptions options) {
    Path draft = draft(Method.SD2, options);
    SortedConfig config = options.drafts().sorted();
    return plan(
        Method.SD2,
        options,
        config,
        config.budget(),
        model -> {
          Path parent = draft.getParent();
          Path directory = Files.isDirectory(draft) || parent == null ? draft : parent;
          DraftModels.requireSameVocabulary(directory, model.tokenizer());
          return SortedDrafter.open(draft, model.target(), options.drafts().vocabulary(), config);
        });
  }

  /// The tokens that the draft proposes: those of the vocabulary file beside it.
  private static DraftHead head(Path draft, MethodOptions options, LoadedModel model) {
    return DraftHead.of(model.target(), model.weights(), vocabulary(draft, options, model));
  }

  private static DraftVocabulary vocabulary(Path draft, MethodOptions options, LoadedModel model) {
    return VocabularyFile.vocabulary(
        draft, options.drafts().vocabulary(), model.target().config().vocabularySize());
  }

  private static TreeRule rule(MethodOptions options, TreeRule published) {
    TreeRule wanted = options.drafts().tree();
    return wanted == null ? published : wanted;
  }

  private static int heads(MethodOptions options, int published) {
    int wanted = options.drafts().heads();
    return wanted == 0 ? published : wanted;
  }

  private static Path draft(Method method, MethodOptions options) {
    return Objects.requireNonNull(options.drafts().paths().get(method), "missing() was empty");
  }

  private static MethodPlan plan(
      Method method,
      MethodOptions options,
      Object config,
      TreeBudget budget,
      Function<LoadedModel, Drafter> opening) {
    return new MethodPlan(
        budget,
        opening,
        new DraftWeights(
            method,
            draft(method, options),
            config,
            options.drafts().vocabulary(),
            options.drafts().precision()));
  }
}
