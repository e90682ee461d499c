package dev.trefoil.drafter.recurrent;

import dev.trefoil.checkpoint.ModelConfig;
import dev.trefoil.compute.HostTensor;
import dev.trefoil.compute.NamedTensor;
import dev.trefoil.compute.TensorSource;
import dev.trefoil.nn.WeightMismatchException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds the table from which a Clover draft embeds tokens: the rows of the target's output head,
/// whose space is nearer to last hidden states than the input embedding's.
public final class DraftEmbedding {
  private DraftEmbedding() {}

  /// The draft's own copy if it has one, else the target's head.
  ///
  /// @param target the target's weights
  /// @throws WeightMismatchException when neither has it or the shape is not the target's
  @SuppressWarnings("MissingSummary") // the first line says it
  public static NamedTensor find(TensorSource draft, TensorSource target, ModelConfig config) {
    NamedTensor found = first(draft, "clover_embed_tokens.weight", "lm_head.weight");
    if (found == null) {
      found =
          config.tiedEmbeddings()
              ? first(target, "model.embed_tokens.weight")
              : first(target, "lm_head.weight");
    }
    if (found == null) {
      throw new WeightMismatchException(
          "neither %s nor the target %s has lm_head.weight, from which the draft embeds tokens"
              .formatted(draft.description(), target.description()));
    }
    if (!found.tensor().hasShape(config.vocabularySize(), config.hiddenSize())) {
      throw new WeightMismatchException(
          "%s of the draft has shape %s; the target has %d tokens and hidden size %d"
              .formatted(
                  found.name(),
                  Arrays.toString(found.tensor().shape()),
                  config.vocabularySize(),
                  config.hiddenSize()));
    }
    return found;
  }

  private static @Nullable NamedTensor first(TensorSource source, String... names) {
    for (String name : names) {
      HostTensor tensor = source.find(name);
      if (tensor != null) {
        return new NamedTensor(name, tensor);
      }
    }
    return null;
  }
}
