package dev.trefoil.bench;

import dev.trefoil.checkpoint.ModelConfig;
import java.util.List;

/// The sizes of a Llama-family network, as `trefoil bench engine --shape` takes them.
public record EngineShape(
    int hidden, int layers, int heads, int kvHeads, int feedForward, int vocabulary) {
  public EngineShape {
    if (Math.min(Math.min(hidden, layers), Math.min(heads, kvHeads)) <= 0
        || feedForward <= 0
        || vocabulary <= 0) {
      throw new IllegalArgumentException(
          "shape %d,%d,%d,%d,%d,%d: every size must be at least 1"
              .formatted(hidden, layers, heads, kvHeads, feedForward, vocabulary));
    }
    if (hidden % (2 * heads) != 0 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "hidden size %d must be an even multiple of %d heads, and these a multiple of %d"
                  .formatted(hidden, heads, kvHeads)
              + " key-value heads");
    }
  }

  /// Parses `hidden,layers,heads,kvHeads,ffn,vocab`, for example `2048,22,32,4,5632,32000`.
  public static EngineShape parse(String text) {
    String[] parts = text.split(",", -1);
    int[] sizes = new int[parts.length];
    try {
      for (int i = 0; i < parts.length; i++) {
        sizes[i] = Integer.parseInt(parts[i].strip());
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(help(text), e);
    }
    if (sizes.length != 6) {
      throw new IllegalArgumentException(help(text));
    }
    return new EngineShape(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]);
  }

  private static String help(String text) {
    return "shape '%s' is not six numbers; give hidden,layers,heads,kvHeads,ffn,vocab, for example"
            .formatted(text)
        + " 768,12,12,12,2048,32000";
  }

  /// As [#parse] reads it.
  public String text() {
    return "%d,%d,%d,%d,%d,%d".formatted(hidden, layers, heads, kvHeads, feedForward, vocabulary);
  }

  /// A plain Llama of this shape.
  public ModelConfig config(int contextLength) {
    return ModelConfig.llama(
        hidden, layers, heads, kvHeads, feedForward, vocabulary, contextLength, false, List.of());
  }

  /// Weights that one step reads: all linear layers, without the embedding table.
  public long linearWeights() {
    long headDim = hidden / heads;
    long attention = (long) hidden * (2L * heads + 2L * kvHeads) * headDim;
    long feedForwards = 3L * hidden * feedForward;
    return layers * (attention + feedForwards) + (long) vocabulary * hidden;
  }
}
