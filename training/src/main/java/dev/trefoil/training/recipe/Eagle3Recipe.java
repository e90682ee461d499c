package dev.trefoil.training.recipe;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.drafter.eagle.EagleDraftConfig;
import dev.trefoil.drafter.eagle.EagleLoader;
import dev.trefoil.drafter.eagle.EagleVersion;
import dev.trefoil.training.draft.DraftConfigFile;
import dev.trefoil.training.draft.DraftDefaults;
import dev.trefoil.training.draft.DraftFiles;
import dev.trefoil.training.draft.DraftOptimisation;
import dev.trefoil.training.draft.DraftRecipe;
import dev.trefoil.training.draft.DraftStart;
import dev.trefoil.training.draft.FrozenTarget;
import dev.trefoil.training.draft.InitialValues;
import dev.trefoil.training.draft.LayerCopy;
import dev.trefoil.training.draft.TrainableDraft;
import dev.trefoil.training.run.RateShape;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// EAGLE-3 (Li et al. 2025): one decoder layer over three hidden states of the target, trained on
/// its own output as it will draft (training-time test), with a head over frequent tokens.
///
/// Published runs take 1 text in a pass and 2 passes a step on each of 8 GPUs; here a step has 16
/// texts at once. The published rate falls towards a nominal end; here it reaches its floor at the
/// end of the run. Texts that are too long are cut here and dropped there.
public final class Eagle3Recipe implements DraftRecipe {
  private static final String WEIGHTS = "model.safetensors";
  private static final String LAYER = "midlayer";
  private static final String TO_TARGET = "d2t";
  private static final String KNOWN = "t2d";
  private static final int FEATURES = 3;
  private static final int EPOCHS = 40;
  private static final int WARMUP_STEPS = 12_000;

  private final Eagle3Settings settings;

  public Eagle3Recipe(Eagle3Settings settings) {
    this.settings = settings;
  }

  @Override
  public String method() {
    return EagleVersion.EAGLE3.method();
  }

  @Override
  public SequencedMap<String, Object> settings() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    fields.put("unrolled-steps", settings.steps());
    fields.put("decay", settings.decay());
    fields.put("draft-vocabulary", settings.vocabulary());
    fields.put("head-start", settings.start().name().toLowerCase(Locale.ROOT));
    return fields;
  }

  @Override
  public DraftDefaults defaults() {
    DraftOptimisation optimisation =
        new DraftOptimisation(5e-5, RateShape.LINEAR, 0, WARMUP_STEPS, 0.9, 0.95, 0, 0, 0.5);
    return new DraftDefaults(optimisation, 16, 1, EPOCHS, settings.steps());
  }

  @Override
  public DraftFiles start(DraftStart start) {
    ModelConfig config = start.target().config();
    int hidden = config.hiddenSize();
    int vocabulary = settings.vocabularyOf(config.vocabularySize());
    InitialValues values = new InitialValues(start.seed());
    SequencedMap<String, HostTensor> tensors = new LinkedHashMap<>();
    EagleLayer.linear(tensors, values, "fc", hidden, FEATURES * hidden);
    EagleLayer.norm(tensors, LAYER + ".hidden_norm", hidden);
    EagleLayer.norm(tensors, LAYER + ".input_layernorm", hidden);
    EagleLayer.put(tensors, values, config, LAYER, 2 * hidden);
    FrequentTokens frequent =
        FrequentTokens.of(start.corpus(), config.vocabularySize(), vocabulary);
    switch (settings.start()) {
      case RANDOM -> {
        EagleLayer.norm(tensors, "norm", hidden);
        EagleLayer.linear(tensors, values, "lm_head", vocabulary, hidden);
      }
      case TARGET -> {
        tensors.put("norm.weight", LayerCopy.floats(start.target().finalNorm()));
        tensors.put("lm_head.weight", frequent.rows(start.target().outputRows()));
      }
    }
    if (vocabulary < config.vocabularySize()) {
      tensors.put(TO_TARGET, frequent.toTarget());
      tensors.put(KNOWN, frequent.known());
    }
    SequencedMap<String, Object> fields = DraftConfigFile.llama(config, 1);
    fields.put("draft_vocab_size", vocabulary);
    return new DraftFiles(
        WEIGHTS, tensors, Set.of(TO_TARGET, KNOWN), Map.of(), TargetFiles.configOnly(fields));
  }

  @Override
  public TrainableDraft open(FrozenTarget target, TensorSource weights) {
    ModelConfig layer = target.target().config().plain().withLayers(1);
    EagleDraftConfig config =
        new EagleDraftConfig(
            layer, true, false, settings.vocabularyOf(layer.vocabularySize()), layer.hiddenSize());
    return new Eagle3Draft(
        settings, target, EagleLoader.load(config, weights, target.target(), EagleVersion.EAGLE3));
  }
}
