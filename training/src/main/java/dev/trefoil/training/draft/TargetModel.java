package dev.trefoil.training.draft;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.model.LlamaTensors;
import dev.trefoil.model.UnitRows;
import dev.trefoil.training.run.TrainingException;
import java.nio.file.Path;

/// A target on the disk: what a draft copies from it and by what it is known.
///
/// @param directory the Hugging Face directory
/// @param fingerprint of config, weights and tokenizer
public record TargetModel(
    Path directory, ModelConfig config, TensorSource weights, String fingerprint) {

  /// A tensor of the target.
  ///
  /// @throws TrainingException when it has none of that name
  public HostTensor tensor(String name) {
    HostTensor found = weights.find(name);
    if (found == null) {
      throw new TrainingException(weights.description() + " has no tensor " + name);
    }
    return found;
  }

  /// The gain of the norm before the head.
  public HostTensor finalNorm() {
    return tensor(LlamaTensors.FINAL_NORM + ".weight");
  }

  /// The rows of the output head; the embedding's where both are one.
  public HostTensor head() {
    return tensor(config.tiedEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight");
  }

  /// The rows of the output head as they act: scaled to unit length where the target does so.
  public HostTensor outputRows() {
    return config.normalisedHead() ? UnitRows.of(head()) : head();
  }

  /// Its name in the config of a draft.
  public String name() {
    return String.valueOf(directory.toAbsolutePath().normalize().getFileName());
  }
}
