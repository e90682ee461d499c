package dev.trefoil.bench.draft;

import dev.trefoil.bench.RandomTensors;
import dev.trefoil.checkpoint.AtomicFile;
import dev.trefoil.checkpoint.CheckpointException;
import dev.trefoil.checkpoint.JsonFile;
import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.checkpoint.ModelConfigReader;
import dev.trefoil.checkpoint.SafetensorsWriter;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.decoding.Drafter;
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
import dev.trefoil.drafter.sorted.SortedDraft;
import dev.trefoil.drafter.sorted.SortedDrafter;
import dev.trefoil.drafter.sorted.SortedSettings;
import dev.trefoil.drafter.vocabulary.DraftHead;
import dev.trefoil.model.Llama;
import dev.trefoil.model.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// A draft of a published layout with random bf16 weights, the same for the same seed. It occupies
/// no more memory than its largest tensor, whose content the others share at other offsets.
///
/// Closed by whoever made it; drafters opened from it live on, with weights of the target's
/// backend.
public final class RandomDraft implements AutoCloseable {
  /// What a smaller model needs beside its weights to be loaded by itself.
  private static final List<String> TOKENIZER_FILES =
      List.of("tokenizer.json", "tokenizer.model", "tokenizer_config.json");

  private final DraftKind kind;
  private final JsonFile config;
  private final RandomTensors tensors;

  private RandomDraft(DraftKind kind, DraftLayout layout, long seed) {
    this.kind = kind;
    this.config = layout.config();
    SplittableRandom random = new SplittableRandom(seed + kind.label().hashCode());
    this.tensors = new RandomTensors(layout.manifest(), random);
  }

  /// A draft for a target.
  public static RandomDraft of(DraftKind kind, ModelConfig target, long seed) {
    return new RandomDraft(kind, DraftLayout.of(kind, target), seed);
  }

  public DraftKind kind() {
    return kind;
  }

  /// What `config.json` says.
  public JsonFile config() {
    return config;
  }

  /// The weights under their published names; open until this draft is closed.
  public TensorSource tensors() {
    return tensors;
  }

  /// A drafter with the method's defaults, made by the method's own loader. The caller closes it.
  ///
  /// @param targetWeights of the target; only Clover and Clover-2 read the output head's rows
  public Drafter open(Target target, TensorSource targetWeights) {
    return open(target, targetWeights, DraftHead.of(target), DraftModelConfig.DEFAULT);
  }

  /// @param head tokens that a draft proposes which has no vocabulary of its own; of a draft that
  ///   is a model they are rows of its own head
  /// @param chain what a smaller model proposes
  Drafter open(Target target, TensorSource targetWeights, DraftHead head, DraftModelConfig chain) {
    return switch (kind) {
      case MEDUSA -> MedusaDrafter.of(tensors, target, head, MedusaConfig.DEFAULT);
      case HYDRA, HYDRA_PLUS -> HydraDrafter.of(tensors, target, head, HydraConfig.DEFAULT);
      case EAGLE -> EagleDrafter.of(config, tensors, target, head, EagleConfig.EAGLE1);
      case EAGLE2 -> EagleDrafter.of(config, tensors, target, head, EagleConfig.EAGLE2);
      case EAGLE3 -> EagleDrafter.of(config, tensors, target, head, EagleConfig.EAGLE3);
      case CLOVER ->
          CloverDrafter.of(config, tensors, target, targetWeights, head, CloverConfig.DEFAULT);
      case CLOVER2 ->
          Clover2Drafter.of(config, tensors, target, targetWeights, head, Clover2Config.DEFAULT);
      case SD2 -> {
        ModelConfig model = ModelConfigReader.read(config);
        SortedSettings exits = SortedSettings.ofDepth(model.layers());
        SortedDraft draft =
            new SortedDraft(model, target.backend(), tensors, exits, head.vocabulary());
        yield new SortedDrafter(draft, target, SortedConfig.DEFAULT);
      }
      case SPS -> {
        ModelConfig model = ModelConfigReader.read(config);
        Llama network = new Llama(model, target.backend(), tensors, model.contextLength());
        Target draft = new Target(tensors.description(), network);
        DraftHead own = DraftHead.of(draft, tensors, head.vocabulary());
        yield new DraftModelDrafter(draft, own, chain, target.config().vocabularySize());
      }
    };
  }

  /// Writes `config.json` and the weights to a directory, which is made when it is not there, so
  /// that the method loads it like a published draft. A smaller model (`sps`) is loaded with a
  /// tokenizer: see [#save(Path, Path)].
  public void save(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new CheckpointException(directory + ": cannot be made: " + e.getMessage(), e);
    }
    Map<String, HostTensor> weights = new LinkedHashMap<>();
    for (String name : tensors.names()) {
      weights.put(name, Objects.requireNonNull(tensors.find(name)));
    }
    SafetensorsWriter.write(directory.resolve(kind.weightFile()), weights, Map.of("format", "pt"));
    ByteBuffer json = ByteBuffer.wrap(DraftConfigJson.bytes(config));
    AtomicFile.write(
        directory.resolve("config.json"),
        channel -> {
          while (json.hasRemaining()) {
            channel.write(json);
          }
        });
  }

  /// The same, with the tokenizer files of the target's directory.
  public void save(Path directory, Path target) {
    save(directory);
    for (String name : TOKENIZER_FILES) {
      Path file = target.resolve(name);
      if (Files.isRegularFile(file)) {
        try {
          Files.write(directory.resolve(name), Files.readAllBytes(file));
        } catch (IOException e) {
          throw new CheckpointException(file + ": cannot be copied: " + e.getMessage(), e);
        }
      }
    }
  }

  @Override
  public void close() {
    tensors.close();
  }
}
