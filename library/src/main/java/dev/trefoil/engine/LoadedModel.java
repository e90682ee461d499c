package dev.trefoil.engine;

import dev.trefoil.checkpoint.Checkpoint;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.compute.Backend;
import dev.trefoil.compute.Precision;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.compute.WeightScope;
import dev.trefoil.compute.cpu.CpuBackend;
import dev.trefoil.decoding.Drafter;
import dev.trefoil.decoding.Limits;
import dev.trefoil.decoding.SequenceOptions;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import dev.trefoil.text.ChatMessage;
import dev.trefoil.text.ChatTemplate;
import dev.trefoil.text.Tokenizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A model directory in memory: target, tokenizer, chat template. Closed by whoever loaded it.
public final class LoadedModel implements AutoCloseable {
  private final EngineOptions options;
  private final Checkpoint checkpoint;
  private final Backend backend;
  private final Target target;
  private final Tokenizer tokenizer;
  private final ChatTemplate chatTemplate;
  private final DraftModels drafts = new DraftModels();
  private final Map<DraftWeights, Drafter> drafters = new LinkedHashMap<>();
  private @Nullable StepCosts stepCosts;

  private LoadedModel(
      EngineOptions options,
      Checkpoint checkpoint,
      Backend backend,
      Target target,
      Tokenizer tokenizer,
      ChatTemplate chatTemplate) {
    this.options = options;
    this.checkpoint = checkpoint;
    this.backend = backend;
    this.target = target;
    this.tokenizer = tokenizer;
    this.chatTemplate = chatTemplate;
  }

  /// Loads a Hugging Face directory.
  ///
  /// @throws RuntimeException whose message names the file and what is wrong with it
  public static LoadedModel load(Path directory, EngineOptions options) {
    return load(
        directory, String.valueOf(directory.toAbsolutePath().normalize().getFileName()), options);
  }

  /// As [#load(Path, EngineOptions)], with the name by which reports call the model.
  public static LoadedModel load(Path directory, String name, EngineOptions options) {
    ModelConfig config = ModelConfigReader.read(directory.resolve("config.json"));
    Tokenizer tokenizer = Tokenizer.load(directory);
    Checkpoint checkpoint = null;
    Backend backend = null;
    try {
      tokenizer.requireFits(config.vocabularySize());
      ChatTemplate template = ChatTemplate.load(directory);
      checkpoint = Checkpoint.open(directory);
      checkpoint.requireFinite();
      backend = CpuBackend.open(options.precision(), options.threads());
      Llama network = new Llama(config, backend, checkpoint, config.contextLength());
      Target target = new Target(name, network);
      return new LoadedModel(options, checkpoint, backend, target, tokenizer, template);
    } catch (RuntimeException | Error failure) {
      tokenizer.close();
      if (backend != null) {
        backend.close();
      }
      if (checkpoint != null) {
        checkpoint.close();
      }
      throw failure;
    }
  }

  public EngineOptions options() {
    return options;
  }

  public Target target() {
    return target;
  }

  public Tokenizer tokenizer() {
    return tokenizer;
  }

  public ChatTemplate chatTemplate() {
    return chatTemplate;
  }

  /// What a verification pass costs here; measured at the first call, for one to two seconds,
  /// unless the cache of the options knows it. The decoding thread's.
  public StepCosts stepCosts() {
    if (stepCosts == null) {
      stepCosts = findOrMeasureStepCosts();
    }
    return stepCosts;
  }

  private StepCosts findOrMeasureStepCosts() {
    StepCostCache cache = options.stepCostCache();
    String subject =
        "%s\n%s\n%d threads"
            .formatted(target.config(), options.precision().label(), backend.threads());
    StepCosts known = cache == null ? null : cache.find(subject).orElse(null);
    if (known != null) {
      return known;
    }
    StepCosts measured = new StepCostMeter(target).measure();
    if (cache != null) {
      cache.put(subject, measured);
    }
    return measured;
  }

  /// A draft model of a directory, on this model's backend; loaded once and kept as long as this.
  ///
  /// @throws IllegalArgumentException when its vocabulary is not this model's; the message names
  ///   the first token that differs
  public Target draft(Path directory) {
    return draftModel(directory, null).model();
  }

  DraftModels.Entry draftModel(Path directory, @Nullable Precision precision) {
    return drafts.get(directory, precision, this);
  }

  /// The tensors of the target's checkpoint, open as long as this.
  TensorSource weights() {
    return checkpoint;
  }

  /// A drafter with weights; loaded at the first call and kept as long as this.
  Drafter drafter(DraftWeights weights, Function<LoadedModel, Drafter> opening) {
    Drafter present = drafters.get(weights);
    if (present != null) {
      return present;
    }
    Precision precision = weights.precision();
    Precision chosen = precision == null ? backend.precision() : precision;
    try (WeightScope _ = backend.weightsIn(chosen)) {
      Drafter drafter = opening.apply(this);
      drafters.put(weights, drafter);
      return drafter;
    }
  }

  /// A request for the next answer of a conversation; the model's end tokens stop it.
  public Request request(List<ChatMessage> messages, int maxNewTokens) {
    return request(chatTemplate.render(messages, true), maxNewTokens);
  }

  /// A request for the continuation of a text; special tokens written in it count as such.
  public Request request(String prompt, int maxNewTokens) {
    Limits limits = new Limits(maxNewTokens, Set.copyOf(target.config().endTokens()));
    return new Request(tokenizer.encodePrompt(prompt), SequenceOptions.greedy(limits), List.of());
  }

  @Override
  public void close() {
    drafters.values().forEach(Drafter::close);
    drafters.clear();
    tokenizer.close();
    backend.close();
    drafts.close();
    checkpoint.close();
  }
}
